/** The AI gateway of Vercel. */
@NullMarked
package dev.penstock.provider.vercelgateway;

import org.jspecify.annotations.NullMarked;
