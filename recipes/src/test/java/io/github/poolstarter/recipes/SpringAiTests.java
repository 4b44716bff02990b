package io.github.poolstarter.recipes;

import java.util.List;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.pool.PoolState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.model.chat.memory.autoconfigure.ChatMemoryAutoConfiguration;
import org.springframework.ai.model.chat.memory.repository.jdbc.autoconfigure.JdbcChatMemoryRepositoryAutoConfiguration;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.pgvector.autoconfigure.PgVectorStoreAutoConfiguration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Spring AI's chat memory and vector store.
 */
@RecipeTest
@ActiveProfiles("ai")
class SpringAiTests {

	@Autowired
	private Cook cook;

	@Autowired
	private Model model;

	@Autowired
	private VectorStore recipes;

	@Autowired
	private JdbcTemplate jdbc;

	@BeforeAll
	static void createTables(@Autowired JdbcTemplate jdbc) {
		jdbc.execute("alter table spring_ai_chat_memory "
				+ "add column pool text default current_setting('application_name')");
		// What the vector store needs of pgvector, which the embedded server does not
		// have
		jdbc.execute("create domain vector as text");
		jdbc.execute("create function distance(text, text) returns float8 "
				+ "language sql as 'select case when $1 = $2 then 0 else 1 end::float8'");
		jdbc.execute("create operator <=> (leftarg = text, rightarg = text, function = distance)");
		jdbc.execute("create table vector_store (id uuid primary key, content text, metadata json, "
				+ "embedding vector, pool text default current_setting('application_name'))");
	}

	@Test
	void memoryAndVectorStoreTakeTheConnectionsOfTheirCaller() {
		this.recipes.add(List.of(new Document("soup")));
		assertThat(this.jdbc.queryForList("select pool from vector_store", String.class)).containsExactly("general");
		assertThat(this.cook.answer("monday", "What is for dinner?")).isEqualTo("soup");
		assertThat(this.jdbc.queryForList("select distinct pool from spring_ai_chat_memory", String.class))
			.containsExactly("ai");
	}

	@Test
	void noConnectionIsHeldWhileTheModelAnswers() {
		this.cook.answer("tuesday", "What is for dinner?");
		assertThat(this.model.heldConnections).isZero();
	}

	@RecipeApplication
	@ImportAutoConfiguration({ JdbcChatMemoryRepositoryAutoConfiguration.class, ChatMemoryAutoConfiguration.class,
			PgVectorStoreAutoConfiguration.class })
	@Import({ Cook.class, Model.class })
	static class Application {

		@Bean
		EmbeddingModel embeddingModel() {
			return new Embeddings();
		}

	}

	// tag::ai[]
	static class Cook {

		private final ChatMemory memory;

		private final VectorStore recipes;

		private final ChatModel model;

		Cook(ChatMemory memory, VectorStore recipes, ChatModel model) {
			this.memory = memory;
			this.recipes = recipes;
			this.model = model;
		}

		@AiWork
		String answer(String conversation, String question) {
			this.memory.add(conversation, new UserMessage(question));
			List<Document> found = this.recipes.similaritySearch(question);
			String answer = this.model.call(question + " Choose from: " + found);
			this.memory.add(conversation, new AssistantMessage(answer));
			return answer;
		}

	}
	// end::ai[]

	static class Model implements ChatModel {

		private final PoolRegistry pools;

		private int heldConnections;

		Model(PoolRegistry pools) {
			this.pools = pools;
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			this.pools.forEach((pool) -> this.heldConnections += PoolState.of(pool.dataSource()).active());
			return new ChatResponse(List.of(new Generation(new AssistantMessage("soup"))));
		}

	}

	static class Embeddings implements EmbeddingModel {

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			return new EmbeddingResponse(request.getInstructions()
				.stream()
				.map((text) -> new Embedding(new float[] { 1, 2, 3 }, 0))
				.toList());
		}

		@Override
		public float[] embed(Document document) {
			return new float[] { 1, 2, 3 };
		}

	}

}
