/** The Logs API: finding logged calls, what people say of them, deleting them. */
@NullMarked
package dev.penstock.admin.logs;

import org.jspecify.annotations.NullMarked;
