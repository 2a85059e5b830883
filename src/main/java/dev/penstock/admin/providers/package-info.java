/** Custom providers: what an account adds to the providers that are built in. */
@NullMarked
package dev.penstock.admin.providers;

import org.jspecify.annotations.NullMarked;
