/** HTTP, and nothing else: who may ask, how much, how long; no rule of requests is made here. */
@NullMarked
package voxfarm.dispatcher.api;

import org.jspecify.annotations.NullMarked;
