/** Provider keys that gateways keep: what the API shows of them, how they are sealed, where calls find them. */
@NullMarked
package dev.penstock.admin.keys;

import org.jspecify.annotations.NullMarked;
