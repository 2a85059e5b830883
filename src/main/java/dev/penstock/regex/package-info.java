/** Regular expressions of RE2's syntax that take time in proportion to the text, whoever wrote them. */
@NullMarked
package dev.penstock.regex;

import org.jspecify.annotations.NullMarked;
