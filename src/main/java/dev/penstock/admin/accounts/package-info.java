/** Accounts: the tenants of one installation. */
@NullMarked
package dev.penstock.admin.accounts;

import org.jspecify.annotations.NullMarked;
