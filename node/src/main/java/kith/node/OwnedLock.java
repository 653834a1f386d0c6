package kith.node;

import java.util.concurrent.locks.ReentrantLock;

/// The lock of an engine, which can tell who does not let it go.
final class OwnedLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    /// Frames of a stack that show where somebody is. Guess: one engine deep.
    private static final int FRAMES = 12;

    /// The thread that holds it, and where it is.
    String who() {
        Thread owner = getOwner();
        if (owner == null) {
            return "nobody now";
        }
        var where = new StringBuilder(owner.getName());
        StackTraceElement[] stack = owner.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            where.append(i == 0 ? " at " : " < ").append(stack[i].getClassName());
            where.append('.').append(stack[i].getMethodName());
        }
        return where.toString();
    }
}
