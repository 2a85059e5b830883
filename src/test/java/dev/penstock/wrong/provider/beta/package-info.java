/** Built wrong on purpose: the rules of the house must see it. */
@NullMarked
package dev.penstock.wrong.provider.beta;

import org.jspecify.annotations.NullMarked;
