package org.junit.jupiter.api.function;

/// What a test expects to throw.
@FunctionalInterface
public interface Executable {
    void execute() throws Throwable;
}
