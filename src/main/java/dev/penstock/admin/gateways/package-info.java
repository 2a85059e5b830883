/** Gateways: their settings, as Cloudflare's management API has them. */
@NullMarked
package dev.penstock.admin.gateways;

import org.jspecify.annotations.NullMarked;
