/** Azure OpenAI: OpenAI's models, by resource and deployment. */
@NullMarked
package dev.penstock.provider.azureopenai;

import org.jspecify.annotations.NullMarked;
