/** Hugging Face. */
@NullMarked
package dev.penstock.provider.huggingface;

import org.jspecify.annotations.NullMarked;
