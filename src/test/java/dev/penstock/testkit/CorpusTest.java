package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorpusTest {
    @Test
    void a_folder_without_an_index_is_an_error_not_a_skip(@TempDir Path empty) {
        assertThatThrownBy(() -> Corpus.at(empty)).hasMessageContaining("penstock.corpus");
    }

    @Test
    void every_case_has_its_files() {
        Optional<Corpus> corpus = Corpus.fromProperty();
        Assumptions.assumeTrue(corpus.isPresent(), "no recordings handed in");
        assertThat(corpus.orElseThrow().cases()).hasSizeGreaterThan(1000).allSatisfy(recorded -> {
            assertThat(recorded.provider()).isNotEmpty();
            assertThat(recorded.response()).isNotNull();
            recorded.request().ifPresent(bytes -> assertThat(bytes).isNotEmpty());
            assertThat(Bytes.join(recorded.responsePieces())).isEqualTo(recorded.response());
        });
        assertThat(corpus.orElseThrow().golden("lingua-streams").size()).isGreaterThan(40);
    }
}
