/** The vocabulary of a model call: what is asked, where it goes, what it used, how it ended. Data only; the JDK only. */
@NullMarked
package dev.penstock.call;

import org.jspecify.annotations.NullMarked;
