package io.github.poolstarter.routing.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;

/**
 * Picks out of a method's instructions the calls that an object makes on itself.
 * <p>
 * A call counts only if its receiver is {@code this}, or in an inner class the
 * {@code this} of the object around it: a call on another object of the same class, such
 * as a bean's injected reference to its own proxy, is the cure and must not be taken for
 * the disease. So the operand stack is followed from instruction to instruction, every
 * slot being either unknown or a known object, named by the class whose {@code this} it
 * is. Spring's ASM has no analyzer to do that, and the full data flow isn't needed: where
 * branches meet, a slot stays known only if it is the same in all of them, and variables
 * other than {@code this} are forgotten. No compiler lets a loop change what lies on the
 * stack when it begins, so one pass is enough.
 * <p>
 * In doubt a call is left out: {@code this} that came back from a method or from a field,
 * was captured by a lambda as another variable, or is kept in one across a branch, and
 * the outer object in the constructor of an inner class. Needs the stack map frames that
 * class files have since Java 7, expanded. Made for one method and one thread.
 */
abstract class SelfCallVisitor extends MethodVisitor {

	private static final Set<Integer> INSTANCE_METHODS = Set.of(Opcodes.H_INVOKEVIRTUAL, Opcodes.H_INVOKEINTERFACE,
			Opcodes.H_INVOKESPECIAL);

	private static final String CONSTRUCTOR = "<init>";

	private final String type;

	private final Set<String> self;

	private final Map<Integer, String> locals = new HashMap<>();

	private List<@Nullable String> stack = new ArrayList<>();

	private boolean reachable = true;

	/** The stack that jumps bring to a label ahead. */
	private final Map<Label, List<@Nullable String>> arriving = new HashMap<>();

	SelfCallVisitor(String type, Set<String> self) {
		super(SpringAsmInfo.ASM_VERSION);
		this.type = type;
		this.self = self;
		this.locals.put(0, type);
	}

	/**
	 * Called for each call that the object makes on itself, by an instruction or through
	 * a method reference.
	 */
	abstract void visitSelfCall(String owner, String method, String descriptor, boolean special);

	/**
	 * Called for each lambda.
	 */
	abstract void visitLambda(String method, String descriptor);

	@Override
	public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
		this.arriving.put(handler, unknown(1));
	}

	@Override
	public void visitLabel(Label label) {
		List<@Nullable String> arriving = this.arriving.get(label);
		if (arriving != null) {
			this.stack = (this.reachable) ? join(arriving, this.stack) : new ArrayList<>(arriving);
			this.reachable = true;
		}
	}

	@Override
	public void visitFrame(int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
		if (!this.reachable) {
			long wide = Arrays.stream(stack, 0, stackCount)
				.filter((slot) -> slot == Opcodes.LONG || slot == Opcodes.DOUBLE)
				.count();
			this.stack = unknown(stackCount + (int) wide);
			this.reachable = true;
		}
		this.locals.keySet().retainAll(Set.of(0));
	}

	@Override
	public void visitInsn(int opcode) {
		if (opcode >= Opcodes.DUP && opcode <= Opcodes.DUP2_X2) {
			duplicate((opcode - Opcodes.DUP) / 3 + 1, (opcode - Opcodes.DUP) % 3);
		}
		else if (opcode == Opcodes.SWAP) {
			duplicate(1, 1);
			grow(-1);
		}
		else if ((opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) || opcode == Opcodes.ATHROW) {
			this.reachable = false;
		}
		else {
			grow(growth(opcode));
		}
	}

	@Override
	public void visitIntInsn(int opcode, int operand) {
		grow((opcode != Opcodes.NEWARRAY) ? 1 : 0);
	}

	@Override
	public void visitLdcInsn(Object value) {
		boolean wide = value instanceof Long || value instanceof Double
				|| (value instanceof ConstantDynamic dynamic && dynamic.getSize() == 2);
		grow((wide) ? 2 : 1);
	}

	@Override
	public void visitVarInsn(int opcode, int slot) {
		int size = switch (opcode) {
			case Opcodes.LLOAD, Opcodes.DLOAD, Opcodes.LSTORE, Opcodes.DSTORE -> 2;
			default -> 1;
		};
		if (opcode == Opcodes.ALOAD) {
			this.stack.add(this.locals.get(slot));
		}
		else if (opcode < Opcodes.ISTORE) {
			grow(size);
		}
		else {
			String stored = (opcode == Opcodes.ASTORE) ? peek(0) : null;
			grow(-size);
			this.locals.remove(slot);
			this.locals.remove(slot + size - 1);
			if (stored != null) {
				this.locals.put(slot, stored);
			}
		}
	}

	@Override
	public void visitTypeInsn(int opcode, String type) {
		if (opcode == Opcodes.INSTANCEOF) {
			grow(-1);
		}
		if (opcode == Opcodes.INSTANCEOF || opcode == Opcodes.NEW) {
			grow(1);
		}
	}

	@Override
	public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
		grow(1 - dimensions);
	}

	@Override
	public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
		Type type = Type.getType(descriptor);
		String inner = (opcode == Opcodes.GETFIELD) ? peek(0) : null;
		if (opcode == Opcodes.GETFIELD || opcode == Opcodes.PUTFIELD) {
			grow(-1);
		}
		if (inner != null && name.startsWith("this$") && !isSelf(inner)) {
			this.stack.add(type.getInternalName());
		}
		else {
			boolean isRead = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
			grow((isRead) ? type.getSize() : -type.getSize());
		}
	}

	@Override
	public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
		int arguments = argumentsSize(descriptor);
		if (opcode != Opcodes.INVOKESTATIC && !name.equals(CONSTRUCTOR) && isSelf(peek(arguments))) {
			visitSelfCall(owner, name, descriptor, opcode == Opcodes.INVOKESPECIAL);
		}
		grow((opcode != Opcodes.INVOKESTATIC) ? -arguments - 1 : -arguments);
		grow(Type.getReturnType(descriptor).getSize());
	}

	@Override
	public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
		int captured = argumentsSize(descriptor);
		for (Object argument : arguments) {
			if (argument instanceof Handle handle) {
				if (handle.getOwner().equals(this.type) && handle.getName().startsWith("lambda$")) {
					visitLambda(handle.getName(), handle.getDesc());
				}
				else if (INSTANCE_METHODS.contains(handle.getTag()) && captured == 1 && isSelf(peek(0))) {
					visitSelfCall(handle.getOwner(), handle.getName(), handle.getDesc(),
							handle.getTag() == Opcodes.H_INVOKESPECIAL);
				}
			}
		}
		grow(-captured);
		grow(Type.getReturnType(descriptor).getSize());
	}

	@Override
	public void visitJumpInsn(int opcode, Label label) {
		if (opcode != Opcodes.GOTO) {
			boolean comparesTwo = opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE;
			grow((comparesTwo) ? -2 : -1);
		}
		jumpTo(label);
		this.reachable = opcode != Opcodes.GOTO;
	}

	@Override
	public void visitTableSwitchInsn(int min, int max, Label defaultLabel, Label... labels) {
		visitLookupSwitchInsn(defaultLabel, new int[0], labels);
	}

	@Override
	public void visitLookupSwitchInsn(Label defaultLabel, int[] keys, Label[] labels) {
		grow(-1);
		jumpTo(defaultLabel);
		for (Label label : labels) {
			jumpTo(label);
		}
		this.reachable = false;
	}

	private boolean isSelf(@Nullable String object) {
		return object != null && this.self.contains(object);
	}

	private void jumpTo(Label label) {
		List<@Nullable String> arriving = this.arriving.get(label);
		this.arriving.put(label, (arriving != null) ? join(arriving, this.stack) : new ArrayList<>(this.stack));
	}

	private List<@Nullable String> join(List<@Nullable String> one, List<@Nullable String> other) {
		List<@Nullable String> joined = new ArrayList<>(one);
		for (int i = 0; i < joined.size(); i++) {
			if (i >= other.size() || !Objects.equals(joined.get(i), other.get(i))) {
				joined.set(i, null);
			}
		}
		return joined;
	}

	private List<@Nullable String> unknown(int depth) {
		return new ArrayList<>(Collections.nCopies(depth, null));
	}

	private @Nullable String peek(int below) {
		return this.stack.get(this.stack.size() - 1 - below);
	}

	private void grow(int slots) {
		if (slots > 0) {
			this.stack.addAll(unknown(slots));
		}
		else {
			this.stack.subList(this.stack.size() + slots, this.stack.size()).clear();
		}
	}

	private void duplicate(int slots, int below) {
		int size = this.stack.size();
		this.stack.addAll(size - slots - below, new ArrayList<>(this.stack.subList(size - slots, size)));
	}

	private int argumentsSize(String descriptor) {
		return (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
	}

	private int growth(int opcode) {
		return switch (opcode) {
			case Opcodes.LCONST_0, Opcodes.LCONST_1, Opcodes.DCONST_0, Opcodes.DCONST_1 -> 2;
			case Opcodes.ACONST_NULL, Opcodes.ICONST_M1, Opcodes.ICONST_0, Opcodes.ICONST_1, Opcodes.ICONST_2,
					Opcodes.ICONST_3, Opcodes.ICONST_4, Opcodes.ICONST_5, Opcodes.FCONST_0, Opcodes.FCONST_1,
					Opcodes.FCONST_2, Opcodes.I2L, Opcodes.I2D, Opcodes.F2L, Opcodes.F2D ->
				1;
			case Opcodes.IALOAD, Opcodes.FALOAD, Opcodes.AALOAD, Opcodes.BALOAD, Opcodes.CALOAD, Opcodes.SALOAD,
					Opcodes.POP, Opcodes.IADD, Opcodes.FADD, Opcodes.ISUB, Opcodes.FSUB, Opcodes.IMUL, Opcodes.FMUL,
					Opcodes.IDIV, Opcodes.FDIV, Opcodes.IREM, Opcodes.FREM, Opcodes.ISHL, Opcodes.LSHL, Opcodes.ISHR,
					Opcodes.LSHR, Opcodes.IUSHR, Opcodes.LUSHR, Opcodes.IAND, Opcodes.IOR, Opcodes.IXOR, Opcodes.L2I,
					Opcodes.L2F, Opcodes.D2I, Opcodes.D2F, Opcodes.FCMPL, Opcodes.FCMPG, Opcodes.MONITORENTER,
					Opcodes.MONITOREXIT ->
				-1;
			case Opcodes.POP2, Opcodes.LADD, Opcodes.DADD, Opcodes.LSUB, Opcodes.DSUB, Opcodes.LMUL, Opcodes.DMUL,
					Opcodes.LDIV, Opcodes.DDIV, Opcodes.LREM, Opcodes.DREM, Opcodes.LAND, Opcodes.LOR, Opcodes.LXOR ->
				-2;
			case Opcodes.LCMP, Opcodes.DCMPL, Opcodes.DCMPG, Opcodes.IASTORE, Opcodes.FASTORE, Opcodes.AASTORE,
					Opcodes.BASTORE, Opcodes.CASTORE, Opcodes.SASTORE ->
				-3;
			case Opcodes.LASTORE, Opcodes.DASTORE -> -4;
			default -> 0;
		};
	}

}
