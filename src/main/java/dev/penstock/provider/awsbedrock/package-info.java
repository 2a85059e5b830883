/** Amazon Bedrock, by region: its runtime and its mantle, which speaks the APIs of others.
 *
 * <p>A client signs its request for the host and path we send it to (SigV4), so both stay as AWS sees them, percent signs
 * included. Keys that we hold and sign with ourselves will need what {@link dev.penstock.provider.awsbedrock.Target}
 * says: service and region of a call are the scope of its signature.
 */
@NullMarked
package dev.penstock.provider.awsbedrock;

import org.jspecify.annotations.NullMarked;
