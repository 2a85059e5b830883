package dev.penstock.provider.githubmodels;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** GitHub Models. */
@AutoService(Provider.class)
public final class GitHubModels extends PathProvider {
    public GitHubModels() {
        super(Facts.of("github-models", "https://models.github.ai/inference")
                .serving(Endpoints.NONE.chat(UsageRules.OPENAI).others("embeddings")));
    }
}
