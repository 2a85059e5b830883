/** What would become of a call, through the management API, without making it. */
@NullMarked
package dev.penstock.admin.explain;

import org.jspecify.annotations.NullMarked;
