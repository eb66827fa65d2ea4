/**
 * The configuration file: its sections, where each mistake stands, and the reference of all keys
 * that is printed.
 */
@NullMarked
package voxfarm.app.config;

import org.jspecify.annotations.NullMarked;
