/** How things end: calls that are left, processes that are killed or stopped, settings that are replaced. */
@NullMarked
package dev.penstock.app.ends;

import org.jspecify.annotations.NullMarked;
