/** Workers AI of Cloudflare. */
@NullMarked
package dev.penstock.provider.workersai;

import org.jspecify.annotations.NullMarked;
