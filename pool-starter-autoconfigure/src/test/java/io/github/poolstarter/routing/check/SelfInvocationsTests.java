package io.github.poolstarter.routing.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SelfInvocations}.
 */
class SelfInvocationsTests {

	@Test
	void callOnThisIsFound() {
		assertThat(callsIn(Direct.class)).containsExactly("plan -> Direct.generate");
	}

	@Test
	void callThatIsMadeTwiceIsListedOnce() {
		assertThat(callsIn(Twice.class)).containsExactly("plan -> Twice.generate");
	}

	@Test
	void callOnCopyOfThisIsFound() {
		assertThat(callsIn(Copy.class)).containsExactly("plan -> Copy.generate");
	}

	@Test
	void callOnThisAsItsInterfaceIsFound() {
		assertThat(callsIn(AsInterface.class)).containsExactly("plan -> AsInterface.run");
	}

	@Test
	void callInConstructorAndFieldInitializerIsFound() {
		assertThat(callsIn(Initializers.class)).containsExactly("<init> -> Initializers.generate",
				"<init> -> Initializers.prepare");
	}

	@Test
	void callOfPrivateMethodIsFound() {
		assertThat(callsIn(Private.class)).containsExactly("plan -> Private.generate");
	}

	@Test
	void callByPrivateMethodIsFound() {
		assertThat(callsIn(ByPrivate.class)).containsExactlyInAnyOrder("plan -> ByPrivate.steps",
				"steps -> ByPrivate.generate");
	}

	@Test
	void callOfStaticMethodIsIgnored() {
		assertThat(callsIn(Static.class)).isEmpty();
	}

	@Test
	void callOfLibraryMethodIsIgnored() {
		assertThat(callsIn(Library.class)).isEmpty();
	}

	@Test
	void callInLambdaBelongsToTheMethodThatHoldsIt() {
		assertThat(callsIn(Lambda.class)).containsExactly("plan -> Lambda.generate");
	}

	@Test
	void callInLambdaWithinLambdaBelongsToTheMethodThatHoldsThem() {
		assertThat(callsIn(NestedLambda.class)).containsExactly("plan -> NestedLambda.generate");
	}

	@Test
	void callInLambdaOfFieldBelongsToTheConstructor() {
		assertThat(callsIn(FieldLambda.class)).containsExactly("<init> -> FieldLambda.generate");
	}

	@Test
	void methodReferenceIsFound() {
		assertThat(callsIn(Reference.class)).containsExactlyInAnyOrder("plan -> Reference.generate",
				"plan -> Reference.prepare");
	}

	@Test
	void methodReferenceToSuperIsFound() {
		assertThat(callsIn(SuperReference.class)).containsExactlyInAnyOrder("plan -> Direct.generate",
				"plan -> SuperReference.generate");
	}

	@Test
	void methodReferenceToAnotherObjectIsIgnored() {
		assertThat(callsIn(OtherReference.class)).isEmpty();
	}

	@Test
	void callOnSelfProxyIsIgnored() {
		assertThat(callsIn(SelfProxy.class)).isEmpty();
	}

	@Test
	void callOnSelfProxyFromProviderIsIgnored() {
		assertThat(callsIn(ProvidedProxy.class)).isEmpty();
	}

	@Test
	void callOnParameterIsIgnored() {
		assertThat(callsIn(Parameter.class)).isEmpty();
	}

	@Test
	void callOnNewObjectIsIgnored() {
		assertThat(callsIn(NewObject.class)).isEmpty();
	}

	@Test
	void callOnThisOrAnotherObjectIsIgnored() {
		assertThat(callsIn(Either.class)).isEmpty();
	}

	@Test
	void callOnVariableThatLeavesThisInLoopIsIgnored() {
		assertThat(callsIn(Chain.class)).isEmpty();
	}

	@Test
	void argumentThatIsThisIsNotTheReceiver() {
		assertThat(callsIn(Argument.class)).isEmpty();
	}

	@Test
	void receiverIsKnownBelowConditionalArguments() {
		assertThat(callsIn(Conditional.class)).containsExactly("plan -> Conditional.generate");
	}

	@Test
	void receiverIsKnownBelowLongAndDoubleArguments() {
		assertThat(callsIn(Wide.class)).containsExactly("plan -> Wide.generate");
	}

	@Test
	void receiverIsKnownBelowArithmeticOfAllTypes() {
		assertThat(callsIn(Arithmetic.class)).containsExactly("plan -> Arithmetic.generate");
	}

	@Test
	void receiverIsKnownBelowVarargs() {
		assertThat(callsIn(Varargs.class)).containsExactly("plan -> Varargs.generate");
	}

	@Test
	void receiverIsKnownBelowSwitchExpression() {
		assertThat(callsIn(SwitchArgument.class)).containsExactly("plan -> SwitchArgument.generate");
	}

	@Test
	void callsInTryCatchAndFinallyAreFound() {
		assertThat(callsIn(Try.class)).containsExactlyInAnyOrder("plan -> Try.generate", "plan -> Try.repair",
				"plan -> Try.tidy");
	}

	@Test
	void callsInBranchesOfSwitchAreFound() {
		assertThat(callsIn(Switch.class)).containsExactlyInAnyOrder("plan -> Switch.breakfast", "plan -> Switch.lunch",
				"plan -> Switch.dinner");
	}

	@Test
	void callsInLoopsAndSynchronizedBlocksAreFound() {
		assertThat(callsIn(Loops.class)).containsExactlyInAnyOrder("plan -> Loops.generate", "drain -> Loops.generate",
				"guard -> Loops.generate");
	}

	@Test
	void callInAnonymousClassBelongsToTheMethodThatHoldsIt() {
		assertThat(callsIn(Anonymous.class)).containsExactly("plan -> Anonymous.generate");
	}

	@Test
	void callInLocalClassWithinLambdaBelongsToTheMethodThatHoldsThem() {
		assertThat(callsIn(Local.class)).containsExactly("plan -> Local.generate");
	}

	@Test
	void callInMemberClassIsFoundAtAnyDepth() {
		assertThat(callsIn(Member.class)).containsExactlyInAnyOrder("cook -> Member.generate",
				"stir -> Member.generate");
	}

	@Test
	void callInStaticMemberClassIsIgnored() {
		assertThat(callsIn(StaticMember.class)).isEmpty();
	}

	@Test
	void callOfInnerClassOnItselfIsNotOneOfTheOuterObject() {
		assertThat(callsIn(InnerSubclass.class)).containsExactly("plan -> InnerSubclass.tidy");
	}

	@Test
	void callOnOuterObjectIsNotOneOfTheInnerClassOnItself() {
		assertThat(callsIn(InnerSubclass.Inner.class)).containsExactly("plan -> InnerSubclass.generate");
	}

	@Test
	void callOfSuperGivesTheMethodOfTheSuperclass() {
		assertThat(callsIn(SuperCall.class)).containsExactlyInAnyOrder("generate -> Direct.generate",
				"plan -> SuperCall.generate");
	}

	@Test
	void callInSuperclassGivesTheOverridingMethod() {
		assertThat(callsIn(TemplateImplementation.class)).containsExactly("plan -> TemplateImplementation.generate");
	}

	@Test
	void callOfInheritedMethodGivesTheSuperclass() {
		assertThat(callsIn(Inheriting.class)).containsExactlyInAnyOrder("order -> Template.plan",
				"plan -> TemplateImplementation.generate");
	}

	@Test
	void callOfPrivateMethodInSuperclassIsNotTakenForOneOfTheSameName() {
		assertThat(callsIn(PrivateNamesake.class)).containsExactly("plan -> Private.generate");
	}

	@Test
	void callInReplacedMethodIsIgnored() {
		assertThat(callsIn(Replacing.class)).isEmpty();
	}

	@Test
	void callsOfDefaultMethodsAreFound() {
		assertThat(callsIn(DefaultMethods.class)).containsExactlyInAnyOrder("plan -> Planner.prepare",
				"prepare -> DefaultMethods.generate", "tidy -> Planner.tidy");
	}

	@Test
	void bridgeMethodIsResolvedAndNotTakenForCaller() {
		assertThat(callsIn(GenericImplementation.class)).containsExactly("plan -> GenericImplementation.generate");
		assertThat(SelfInvocations.in(GenericImplementation.class)).singleElement()
			.satisfies((call) -> assertThat(call.callee().isBridge()).isFalse());
	}

	@Test
	void callInMethodThatIsMadePublicByBridgeIsFound() {
		assertThat(callsIn(PublicSubclass.class)).containsExactly("plan -> HiddenSuperclass.generate");
	}

	@Test
	void classWithoutClassFileHasNoCalls() {
		Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Runnable.class },
				(target, method, arguments) -> null);
		assertThat(SelfInvocations.in(proxy.getClass())).isEmpty();
		assertThat(SelfInvocations.in(int[].class)).isEmpty();
		assertThat(SelfInvocations.in(int.class)).isEmpty();
	}

	@Test
	void classFileThatAsmCannotReadHasNoCalls() throws Exception {
		assertThat(SelfInvocations.in(withClassFile((content) -> new byte[] { 1, 2, 3 }))).isEmpty();
		assertThat(SelfInvocations.in(withClassFile((content) -> new byte[content.length]))).isEmpty();
	}

	@Test
	void classFileOfNewerJavaIsReadAsFarAsItCanBe() throws Exception {
		assertThat(SelfInvocations.in(withClassFile((content) -> inVersion(content, 99)))).hasSize(1);
	}

	@Test
	void classFileWithoutStackMapFramesHasNoCalls() throws Exception {
		assertThat(SelfInvocations.in(withClassFile((content) -> inVersion(content, 51)))).hasSize(1);
		assertThat(SelfInvocations.in(withClassFile((content) -> inVersion(content, 50)))).isEmpty();
	}

	private static List<String> callsIn(Class<?> type) {
		return SelfInvocations.in(type)
			.stream()
			.map((call) -> "%s -> %s.%s".formatted(call.caller(), call.callee().getDeclaringClass().getSimpleName(),
					call.callee().getName()))
			.toList();
	}

	private static byte[] inVersion(byte[] content, int version) {
		content[7] = (byte) version;
		return content;
	}

	/**
	 * The class {@link Direct} from a class loader that gives another class file for it.
	 */
	private static Class<?> withClassFile(UnaryOperator<byte[]> change) throws ClassNotFoundException, IOException {
		byte[] content;
		try (InputStream file = Direct.class.getResourceAsStream(ClassUtils.getClassFileName(Direct.class))) {
			content = Objects.requireNonNull(file).readAllBytes();
		}
		return new ClassLoader(SelfInvocationsTests.class.getClassLoader()) {

			@Override
			protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
				return (name.equals(Direct.class.getName())) ? defineClass(name, content, 0, content.length)
						: super.loadClass(name, resolve);
			}

			@Override
			public InputStream getResourceAsStream(String name) {
				return new ByteArrayInputStream(change.apply(content.clone()));
			}

		}.loadClass(Direct.class.getName());
	}

	static class Direct {

		void plan() {
			generate();
		}

		void generate() {
		}

	}

	static class Twice {

		void plan() {
			generate();
			this.generate();
		}

		void generate() {
		}

	}

	static class Copy {

		void plan() {
			Copy self = this;
			self.generate();
		}

		void generate() {
		}

	}

	static class AsInterface implements Runnable {

		void plan() {
			Runnable self = this;
			self.run();
		}

		@Override
		public void run() {
		}

	}

	static class Initializers {

		private final String menu = generate();

		Initializers() {
			prepare(this.menu);
		}

		String generate() {
			return "";
		}

		void prepare(String menu) {
		}

	}

	static class Private {

		void plan() {
			generate();
		}

		private void generate() {
		}

	}

	static class ByPrivate {

		void plan() {
			steps();
		}

		private void steps() {
			generate();
		}

		void generate() {
		}

	}

	static class Static {

		void plan() {
			generate();
		}

		static void generate() {
		}

	}

	static class Library {

		String plan() {
			return toString() + hashCode() + getClass();
		}

	}

	static class Lambda {

		Runnable plan(String menu) {
			return () -> generate(menu);
		}

		void generate(String menu) {
		}

	}

	static class NestedLambda {

		long plan(List<List<String>> menus) {
			return menus.stream()
				.flatMap((menu) -> menu.stream().filter((meal) -> Stream.of(meal).allMatch((part) -> generate(part))))
				.count();
		}

		boolean generate(String part) {
			return part.isEmpty();
		}

	}

	static class FieldLambda {

		private final Supplier<String> menu = () -> generate();

		String generate() {
			return this.menu.toString();
		}

	}

	static class Reference {

		void plan(List<String> menus) {
			menus.stream().map(this::generate).forEach(this::prepare);
		}

		String generate(String menu) {
			return menu;
		}

		private void prepare(String menu) {
		}

	}

	static class SuperReference extends Direct {

		@Override
		void plan() {
			Runnable inherited = super::generate;
			inherited.run();
			generate();
		}

		@Override
		void generate() {
		}

	}

	static class OtherReference {

		Stream<String> plan(List<OtherReference> others, OtherReference other) {
			UnaryOperator<String> bound = other::prepare;
			Function<OtherReference, String> unbound = OtherReference::generate;
			return others.stream().map(unbound).map(bound);
		}

		String generate() {
			return "";
		}

		String prepare(String menu) {
			return menu;
		}

	}

	static class SelfProxy {

		private final SelfProxy self;

		SelfProxy(SelfProxy self) {
			this.self = self;
		}

		void plan() {
			this.self.generate();
			Runnable later = () -> this.self.generate();
			later.run();
			Runnable reference = this.self::generate;
			reference.run();
		}

		void generate() {
		}

	}

	static class ProvidedProxy {

		private final Supplier<ProvidedProxy> provider;

		ProvidedProxy(Supplier<ProvidedProxy> provider) {
			this.provider = provider;
		}

		void plan() {
			ProvidedProxy self = this.provider.get();
			self.generate();
			this.provider.get().generate();
		}

		void generate() {
		}

	}

	static class Parameter {

		void plan(Parameter other) {
			other.generate();
			Runnable later = () -> other.generate();
			later.run();
		}

		void generate() {
		}

	}

	static class NewObject {

		void plan() {
			new NewObject().generate();
		}

		void generate() {
		}

	}

	static class Either {

		void plan(boolean direct, Either other) {
			((direct) ? this : other).generate();
			Either chosen = this;
			if (!direct) {
				chosen = other;
			}
			chosen.generate();
		}

		void generate() {
		}

	}

	static class Chain {

		private Chain next;

		void plan() {
			for (Chain chain = this; chain != null; chain = chain.next) {
				chain.generate();
			}
		}

		void generate() {
			this.next = null;
		}

	}

	static class Argument {

		void plan(Argument other) {
			other.generate(this);
		}

		void generate(Argument argument) {
		}

	}

	static class Conditional {

		void plan(boolean vegan, Conditional other) {
			generate((vegan) ? "tofu" : "egg", (vegan && other != null) ? 1L : 2L, (other == this) || vegan);
			((other != null) ? other : this).generate((vegan) ? "tofu" : "egg", 1, true);
		}

		void generate(String menu, long portions, boolean other) {
		}

	}

	static class Wide {

		private long portions;

		private double weight;

		void plan(long portions, double weight) {
			long[] all = { portions, this.portions++ };
			double[] each = new double[] { weight };
			this.weight += each[0];
			generate(portions + all[0]++, this.weight + this.portions--, "menu");
		}

		void generate(long portions, double weight, String menu) {
		}

	}

	static class Arithmetic {

		void plan(int i, long l, float f, double d, int[][] counts) {
			generate((l << i) % 3 + (long) f, (int) (d / f) ^ ~i, counts[i][1]++, (l < d) == (f >= i),
					new int[i][2].length, (byte) -i >>> 2, this instanceof Object);
		}

		void generate(Object... values) {
		}

	}

	static class Varargs {

		void plan(String menu) {
			generate(1, menu, menu + "s", null);
		}

		void generate(int portions, String... menus) {
		}

	}

	static class SwitchArgument {

		void plan(String meal) {
			generate(switch (meal) {
				case "breakfast" -> 1;
				case "lunch" -> {
					int sum = 0;
					for (int i = 0; i < meal.length(); i++) {
						sum += i;
					}
					yield sum;
				}
				default -> 3;
			}, meal);
		}

		void generate(int portions, String meal) {
		}

	}

	static class Try {

		String plan(AutoCloseable resource) throws Exception {
			try (resource) {
				return generate();
			}
			catch (IllegalStateException | IllegalArgumentException ex) {
				return repair(ex);
			}
			finally {
				tidy();
			}
		}

		String generate() {
			return "";
		}

		String repair(Exception ex) {
			return "";
		}

		void tidy() {
		}

	}

	static class Switch {

		void plan(String meal) {
			switch (meal) {
				case "breakfast":
					breakfast();
					break;
				case "lunch":
					lunch();
					break;
				default:
					dinner();
			}
		}

		void breakfast() {
		}

		void lunch() {
		}

		void dinner() {
		}

	}

	static class Loops {

		void plan(List<String> menus) {
			for (String menu : menus) {
				if (!menu.isEmpty()) {
					generate(menu);
				}
			}
		}

		void drain() {
			int count = 0;
			while (true) {
				do {
					count++;
				}
				while (generate("menu"));
				if (count > 10) {
					break;
				}
			}
		}

		boolean guard() {
			synchronized (this) {
				return generate("menu");
			}
		}

		boolean generate(String menu) {
			return false;
		}

	}

	static class Anonymous {

		Runnable plan() {
			return new Runnable() {

				@Override
				public void run() {
					generate();
				}

			};
		}

		void generate() {
		}

	}

	static class Local {

		Supplier<Object> plan() {
			return () -> {
				class Cook {

					Runnable cook() {
						return () -> generate();
					}

				}
				return new Cook().cook();
			};
		}

		void generate() {
		}

	}

	static class Member {

		void generate() {
		}

		class Cook {

			void cook() {
				generate();
			}

			class Spoon {

				Runnable stir() {
					return Member.this::generate;
				}

			}

		}

	}

	static class StaticMember {

		void generate() {
		}

		static class Cook {

			private final StaticMember member;

			Cook(StaticMember member) {
				this.member = member;
			}

			void cook() {
				this.member.generate();
			}

		}

	}

	static class InnerSubclass {

		void generate() {
		}

		void tidy() {
		}

		class Inner extends InnerSubclass {

			void plan() {
				generate();
				InnerSubclass.this.tidy();
			}

		}

	}

	static class SuperCall extends Direct {

		@Override
		void generate() {
			super.generate();
		}

	}

	abstract static class Template {

		void plan() {
			generate();
		}

		abstract void generate();

	}

	static class TemplateImplementation extends Template {

		@Override
		void generate() {
		}

	}

	static class Inheriting extends TemplateImplementation {

		void order() {
			plan();
		}

	}

	static class PrivateNamesake extends Private {

		void generate() {
		}

	}

	static class Replacing extends Direct {

		@Override
		void plan() {
		}

	}

	interface Planner {

		default void plan() {
			prepare();
		}

		default void prepare() {
			generate();
		}

		default void tidy() {
		}

		void generate();

	}

	static class DefaultMethods implements Planner {

		@Override
		public void generate() {
		}

		@Override
		public void tidy() {
			Planner.super.tidy();
		}

	}

	abstract static class Generic<T> {

		void plan(T menu) {
			generate(menu);
		}

		abstract Object generate(T menu);

	}

	static class GenericImplementation extends Generic<String> {

		@Override
		String generate(String menu) {
			return menu;
		}

	}

	interface Published {

		void plan();

		void generate();

	}

	static class HiddenSuperclass implements Published {

		@Override
		public void plan() {
			generate();
		}

		@Override
		public void generate() {
		}

	}

	public static class PublicSubclass extends HiddenSuperclass {

	}

}
