/** vLLM. */
@NullMarked
package dev.penstock.provider.vllm;

import org.jspecify.annotations.NullMarked;
