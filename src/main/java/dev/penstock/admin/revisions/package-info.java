/** Revisions: what was changed, by whom, how it was before, and the way back. */
@NullMarked
package dev.penstock.admin.revisions;

import org.jspecify.annotations.NullMarked;
