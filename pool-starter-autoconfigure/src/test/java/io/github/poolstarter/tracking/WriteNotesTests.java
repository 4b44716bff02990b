package io.github.poolstarter.tracking;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WriteNotes}.
 */
class WriteNotesTests {

	@Test
	void transactionThatGoesOnAfterWarningsWereClearedIsAWriteWhenItIsCommitted() {
		assertThat(marks((notes) -> {
			notes.autoCommit(false);
			notes.mayWrite();
			notes.released();
		})).isFalse();
		assertThat(marks((notes) -> {
			notes.autoCommit(false);
			notes.mayWrite();
			notes.released();
			notes.committed();
		})).isTrue();
	}

	@Test
	void transactionThatGoesOnAfterWarningsWereClearedIsNoWriteWhenItIsRolledBack() {
		assertThat(marks((notes) -> {
			notes.autoCommit(false);
			notes.mayWrite();
			notes.released();
			notes.rolledBack();
			notes.autoCommit(true);
		})).isFalse();
	}

	@Test
	void commitOfTheNextBorrowerIsNoWriteOfTheOneBefore() {
		assertThat(marks((notes) -> {
			notes.autoCommit(false);
			notes.mayWrite();
			notes.rolledBack();
			notes.released();
			notes.granted();
			notes.committed();
		})).isFalse();
	}

	@Test
	void statementThatIsATransactionOfItsOwnIsAWrite() {
		assertThat(marks(WriteNotes::mayWrite)).isTrue();
	}

	// On a thread of its own, as nobody takes a mark from a thread
	private static boolean marks(Consumer<WriteNotes> work) {
		CompletableFuture<Boolean> marked = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			work.accept(new WriteNotes());
			marked.complete(BorrowContext.current().writeMark().writtenWithin(Long.MAX_VALUE));
		});
		thread.start();
		return marked.join();
	}

}
