/**
 * Hand-written stand-ins for what surrounds the gateway: scripted upstreams that remember what they were asked, a faulty
 * network, byte-exact clients, a stepped clock, a load generator, and readers of recorded answers. No mocking library.
 */
@NullMarked
package dev.penstock.testkit;

import org.jspecify.annotations.NullMarked;
