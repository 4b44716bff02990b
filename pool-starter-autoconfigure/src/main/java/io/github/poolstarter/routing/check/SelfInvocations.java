package io.github.poolstarter.routing.check;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.core.BridgeMethodResolver;

/**
 * Finds the calls that an object makes on itself, and that no proxy therefore sees. Used
 * by the check at start, which reports annotations that such calls pass by.
 * <p>
 * Read from the class files, because reflection knows methods but not calls: those of the
 * class, of the superclasses and interfaces that are not a library's, and of the inner
 * classes, which may call methods of the object around them. Who receives a call is
 * worked out by {@link SelfCallVisitor}.
 * <p>
 * Left out are calls by reflection, class files that can't be found, are older than Java
 * 7 or hold what Spring's ASM doesn't know yet, and calls in a method that a subclass has
 * replaced without calling {@code super}. {@link #in} keeps no state and may be called by
 * several threads.
 */
final class SelfInvocations {

	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jdk.", "jakarta.",
			"org.springframework.");

	private static final String CONSTRUCTOR = "<init>";

	/** Where a class file holds its version. */
	private static final int MAJOR_VERSION = 6;

	private final Class<?> type;

	/** The classes and interfaces that the object is made of, by internal name. */
	private final Map<String, Class<?>> hierarchy = new LinkedHashMap<>();

	private final Deque<String> unread = new ArrayDeque<>();

	private final Set<String> known = new HashSet<>();

	/** From the body of a lambda, or of a local class, to the code that it stands in. */
	private final Map<Code, Code> enclosing = new HashMap<>();

	private final List<Call> calls = new ArrayList<>();

	private SelfInvocations(Class<?> type) {
		this.type = type;
		addToHierarchy(type);
	}

	/**
	 * Find the calls that objects of a type make on themselves.
	 */
	static List<SelfInvocation> in(Class<?> type) {
		SelfInvocations scan = new SelfInvocations(type);
		while (!scan.unread.isEmpty()) {
			scan.read(scan.unread.remove());
		}
		return scan.resolve();
	}

	private void addToHierarchy(@Nullable Class<?> candidate) {
		if (candidate != null && LIBRARIES.stream().noneMatch(candidate.getName()::startsWith)
				&& this.hierarchy.putIfAbsent(Type.getInternalName(candidate), candidate) == null) {
			addUnread(Type.getInternalName(candidate));
			addToHierarchy(candidate.getSuperclass());
			for (Class<?> implemented : candidate.getInterfaces()) {
				addToHierarchy(implemented);
			}
		}
	}

	private void addUnread(String internalName) {
		if (this.known.add(internalName)) {
			this.unread.add(internalName);
		}
	}

	private void read(String internalName) {
		try (InputStream file = this.type.getResourceAsStream("/" + internalName + ".class")) {
			if (file != null) {
				ClassReader reader = new ClassReader(file);
				if (reader.readUnsignedShort(MAJOR_VERSION) >= Opcodes.V1_7) {
					reader.accept(new ClassScan(), ClassReader.SKIP_DEBUG | ClassReader.EXPAND_FRAMES);
				}
			}
		}
		catch (IOException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			// Unreadable, or from a newer Java and with something in it that ASM doesn't
			// know
		}
	}

	private List<SelfInvocation> resolve() {
		Set<Method> calledBySuper = this.calls.stream()
			.filter(Call::special)
			.map(this::callee)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		Set<SelfInvocation> result = new LinkedHashSet<>();
		for (Call call : this.calls) {
			Code caller = call.from();
			for (Code outer = caller; outer != null; outer = this.enclosing.get(outer)) {
				caller = outer;
			}
			Method callee = callee(call);
			if (callee != null && !callee.isSynthetic() && !isReplaced(caller, calledBySuper)) {
				result.add(new SelfInvocation(callee, caller.method()));
			}
		}
		return List.copyOf(result);
	}

	private @Nullable Method callee(Call call) {
		Code target = call.target();
		Method named = find(this.hierarchy.get(target.owner()), target);
		boolean isVirtual = !call.special() && (named == null || !Modifier.isPrivate(named.getModifiers()));
		return (isVirtual) ? find(this.type, target) : named;
	}

	private boolean isReplaced(Code code, Set<Method> calledBySuper) {
		Method method = find(this.hierarchy.get(code.owner()), code);
		return method != null && !Modifier.isPrivate(method.getModifiers()) && !method.equals(find(this.type, code))
				&& !calledBySuper.contains(method);
	}

	private @Nullable Method find(@Nullable Class<?> start, Code code) {
		for (Class<?> owner = start; owner != null
				&& this.hierarchy.containsValue(owner); owner = owner.getSuperclass()) {
			for (Method method : owner.getDeclaredMethods()) {
				if (code.isCodeOf(method)) {
					return BridgeMethodResolver.findBridgedMethod(method);
				}
			}
		}
		if (start != null) {
			for (Method inherited : start.getMethods()) {
				if (code.isCodeOf(inherited) && this.hierarchy.containsValue(inherited.getDeclaringClass())) {
					return inherited;
				}
			}
		}
		return null;
	}

	/**
	 * A call that an object makes on itself.
	 *
	 * @param callee the called method, in its most specific declaration
	 * @param caller the name of the method in the source that makes the call, where it
	 * stands in a lambda or a local class of that method, too
	 */
	record SelfInvocation(Method callee, String caller) {

	}

	private record Code(String owner, String method, String descriptor) {

		boolean isCodeOf(Method method) {
			return method.getName().equals(this.method) && Type.getMethodDescriptor(method).equals(this.descriptor);
		}

	}

	private record Call(Code from, Code target, boolean special) {

	}

	private final class ClassScan extends ClassVisitor {

		private String name = "";

		private @Nullable Code enclosingMethod;

		private ClassScan() {
			super(SpringAsmInfo.ASM_VERSION);
		}

		@Override
		public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
				String @Nullable [] interfaces) {
			this.name = name;
		}

		@Override
		public void visitOuterClass(String owner, @Nullable String method, @Nullable String descriptor) {
			if (!SelfInvocations.this.hierarchy.containsKey(this.name)) {
				this.enclosingMethod = new Code(owner, (method != null) ? method : CONSTRUCTOR,
						(descriptor != null) ? descriptor : "");
			}
		}

		@Override
		public void visitInnerClass(String name, @Nullable String outerName, @Nullable String innerName, int access) {
			if (name.startsWith(this.name + "$") && (access & Opcodes.ACC_STATIC) == 0) {
				addUnread(name);
			}
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_BRIDGE)) != 0) {
				return null;
			}
			Code code = new Code(this.name, name, descriptor);
			if (this.enclosingMethod != null) {
				SelfInvocations.this.enclosing.put(code, this.enclosingMethod);
			}
			return new SelfCallVisitor(this.name, SelfInvocations.this.hierarchy.keySet()) {

				@Override
				void visitSelfCall(String owner, String method, String descriptor, boolean special) {
					SelfInvocations.this.calls.add(new Call(code, new Code(owner, method, descriptor), special));
				}

				@Override
				void visitLambda(String method, String descriptor) {
					Code body = new Code(code.owner(), method, descriptor);
					SelfInvocations.this.enclosing.put(body, code);
				}

			};
		}

	}

}
