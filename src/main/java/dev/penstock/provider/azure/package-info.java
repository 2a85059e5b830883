/** Azure AI Foundry: the models of many vendors, by resource. */
@NullMarked
package dev.penstock.provider.azure;

import org.jspecify.annotations.NullMarked;
