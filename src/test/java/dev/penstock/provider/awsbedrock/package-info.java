/** What only Bedrock's folder can be asked. */
@NullMarked
package dev.penstock.provider.awsbedrock;

import org.jspecify.annotations.NullMarked;
