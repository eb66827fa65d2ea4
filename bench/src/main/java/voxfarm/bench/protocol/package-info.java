/**
 * A seeded simulation of the delivery protocol: the real acceptance, processor and sweeper on a
 * broker and a store that lose answers, deliver twice and forget everything, with crashes between
 * any two steps.
 */
@NullMarked
package voxfarm.bench.protocol;

import org.jspecify.annotations.NullMarked;
