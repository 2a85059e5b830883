/** The demo upstream that comes with the gateway: no key, no cost, no network. */
@NullMarked
package dev.penstock.provider.demo;

import org.jspecify.annotations.NullMarked;
