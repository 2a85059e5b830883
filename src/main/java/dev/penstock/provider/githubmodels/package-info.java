/** GitHubModels. */
@NullMarked
package dev.penstock.provider.githubmodels;

import org.jspecify.annotations.NullMarked;
