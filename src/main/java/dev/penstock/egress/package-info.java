/** Where the gateway may connect when somebody other than its operator names the place. Decides; never looks a name up. */
@NullMarked
package dev.penstock.egress;

import org.jspecify.annotations.NullMarked;
