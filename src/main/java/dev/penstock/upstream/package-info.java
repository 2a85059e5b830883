/** The only user of the HTTP client: one request to one provider, its head, its bytes, its end. */
@NullMarked
package dev.penstock.upstream;

import org.jspecify.annotations.NullMarked;
