/** What the vault promises: nothing opens in another place, nothing damaged opens, rotation survives its death. */
@NullMarked
package dev.penstock.vault;

import org.jspecify.annotations.NullMarked;
