/**
 * A class for each command: what is typed, what is printed, which code a program ends with. Those
 * that talk to a farm do so by its HTTP API; those for operators of a bucket open it.
 */
@NullMarked
package voxfarm.app.cli;

import org.jspecify.annotations.NullMarked;
