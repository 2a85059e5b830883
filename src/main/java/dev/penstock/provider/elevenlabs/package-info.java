/** ElevenLabs. */
@NullMarked
package dev.penstock.provider.elevenlabs;

import org.jspecify.annotations.NullMarked;
