/** Custom domains: host names that lead to one gateway without a prefix. */
@NullMarked
package dev.penstock.admin.domains;

import org.jspecify.annotations.NullMarked;
