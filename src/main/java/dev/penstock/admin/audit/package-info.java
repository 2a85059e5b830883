/** Who did what through the management API, as the trail has it. */
@NullMarked
package dev.penstock.admin.audit;

import org.jspecify.annotations.NullMarked;
