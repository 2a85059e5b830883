/** Google Vertex AI: the models of Google and its partners, by OAuth token and region. */
@NullMarked
package dev.penstock.provider.googlevertexai;

import org.jspecify.annotations.NullMarked;
