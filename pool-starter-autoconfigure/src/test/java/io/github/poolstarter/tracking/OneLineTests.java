package io.github.poolstarter.tracking;

import io.github.poolstarter.pool.OneLine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names that an application takes from its users can't forge lines of the log.
 */
class OneLineTests {

	@Test
	void lineBreaksAndEscapeCharactersAreReplaced() {
		assertThat(OneLine.of("a\r\nb\u001b[31m\u0085\u2028\u2029\u202e\u0000\tc")).isEqualTo("a??b?[31m??????c");
	}

	@Test
	void otherNamesStayAsTheyAre() {
		assertThat(OneLine.of("Menüs erzeugen (日本語) – 100 %")).isEqualTo("Menüs erzeugen (日本語) – 100 %");
	}

	@Test
	void callSiteOfATransactionWithALineBreakHasNone() {
		CallSiteRegistry registry = new CallSiteRegistry();
		CallSite site = registry.get("import of a\nfile");
		assertThat(site.name()).isEqualTo("import of a?file");
		assertThat(registry.get("import of a\nfile")).isSameAs(site);
		assertThat(registry.nameOf(site.id())).isEqualTo("import of a?file");
	}

}
