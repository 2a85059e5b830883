/** What the management API keeps: its objects, sealed secrets, numbered revisions, and the trail of who changed what. */
@NullMarked
package dev.penstock.control;

import org.jspecify.annotations.NullMarked;
