package org.junit.jupiter.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/// The words of JUnit that the core's tests use, for where JUnit itself cannot run: a test that was
/// compiled against JUnit finds these under the same names.
public final class Assertions {
    private Assertions() {}

    public static void assertTrue(boolean holds) {
        assertTrue(holds, "");
    }

    public static void assertTrue(boolean holds, String what) {
        if (!holds) {
            fail(what, "this does not hold");
        }
    }

    public static void assertTrue(boolean holds, Supplier<String> what) {
        if (!holds) {
            fail(what.get(), "this does not hold");
        }
    }

    public static void assertFalse(boolean holds) {
        assertTrue(!holds, "");
    }

    public static void assertFalse(boolean holds, String what) {
        assertTrue(!holds, what);
    }

    public static void assertFalse(boolean holds, Supplier<String> what) {
        assertTrue(!holds, what);
    }

    public static void assertNull(Object actual) {
        assertSame(null, actual, "");
    }

    public static void assertNull(Object actual, String what) {
        assertSame(null, actual, what);
    }

    public static void assertNotNull(Object actual) {
        assertNotNull(actual, "");
    }

    public static void assertNotNull(Object actual, String what) {
        if (actual == null) {
            fail(what, "null");
        }
    }

    public static void assertSame(Object expected, Object actual) {
        assertSame(expected, actual, "");
    }

    public static void assertSame(Object expected, Object actual, String what) {
        if (expected != actual) {
            differ(expected, actual, what);
        }
    }

    public static void assertEquals(Object expected, Object actual) {
        assertEquals(expected, actual, "");
    }

    public static void assertEquals(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            differ(expected, actual, what);
        }
    }

    public static void assertEquals(Object expected, Object actual, Supplier<String> what) {
        if (!Objects.equals(expected, actual)) {
            differ(expected, actual, what.get());
        }
    }

    public static void assertEquals(Integer expected, Integer actual) {
        assertEquals((Object) expected, actual, "");
    }

    public static void assertEquals(Integer expected, Integer actual, String what) {
        assertEquals((Object) expected, actual, what);
    }

    public static void assertEquals(byte expected, byte actual) {
        assertEquals((int) expected, (int) actual, "");
    }

    public static void assertEquals(char expected, char actual) {
        assertEquals((Object) expected, actual, "");
    }

    public static void assertEquals(int expected, int actual) {
        assertEquals(expected, actual, "");
    }

    public static void assertEquals(int expected, int actual, String what) {
        if (expected != actual) {
            differ(expected, actual, what);
        }
    }

    public static void assertEquals(int expected, int actual, Supplier<String> what) {
        if (expected != actual) {
            differ(expected, actual, what.get());
        }
    }

    public static void assertEquals(int expected, Integer actual) {
        assertEquals((Object) expected, actual, "");
    }

    public static void assertEquals(int expected, Integer actual, String what) {
        assertEquals((Object) expected, actual, what);
    }

    public static void assertEquals(long expected, long actual) {
        assertEquals(expected, actual, "");
    }

    public static void assertEquals(long expected, long actual, String what) {
        if (expected != actual) {
            differ(expected, actual, what);
        }
    }

    public static void assertEquals(long expected, Long actual) {
        assertEquals((Object) expected, actual, "");
    }

    public static void assertEquals(long expected, Long actual, String what) {
        assertEquals((Object) expected, actual, what);
    }

    public static void assertEquals(double expected, double actual) {
        assertEquals(expected, actual, "");
    }

    public static void assertEquals(double expected, double actual, String what) {
        if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
            differ(expected, actual, what);
        }
    }

    public static void assertNotEquals(Object unexpected, Object actual) {
        if (Objects.equals(unexpected, actual)) {
            fail("", "should not be " + actual);
        }
    }

    public static void assertNotEquals(long unexpected, long actual) {
        assertNotEquals((Object) unexpected, actual);
    }

    public static void assertArrayEquals(int[] expected, int[] actual) {
        if (!Arrays.equals(expected, actual)) {
            differ(Arrays.toString(expected), Arrays.toString(actual), "");
        }
    }

    public static void assertArrayEquals(byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            differ(Arrays.toString(expected), Arrays.toString(actual), "");
        }
    }

    public static <T> T assertInstanceOf(Class<T> type, Object actual) {
        return assertInstanceOf(type, actual, "");
    }

    public static <T> T assertInstanceOf(Class<T> type, Object actual, String what) {
        if (!type.isInstance(actual)) {
            fail(what, "expected one of " + type.getName() + ", found " + actual);
        }
        return type.cast(actual);
    }

    public static <T extends Throwable> T assertThrows(Class<T> type, Executable deed) {
        return assertThrows(type, deed, "");
    }

    public static <T extends Throwable> T assertThrows(
            Class<T> type, Executable deed, Supplier<String> what) {
        return assertThrows(type, deed, what.get());
    }

    public static <T extends Throwable> T assertThrows(
            Class<T> type, Executable deed, String what) {
        try {
            deed.execute();
        } catch (Throwable thrown) {
            return assertInstanceOf(type, thrown, what);
        }
        throw new AssertionError(what + ": threw nothing, expected " + type.getName());
    }

    public static <T> T fail(String what, Throwable why) {
        throw new AssertionError(what, why);
    }

    private static void differ(Object expected, Object actual, String what) {
        fail(what, "expected " + expected + ", found " + actual);
    }

    private static void fail(String what, String why) {
        throw new AssertionError(what.isEmpty() ? why : what + ": " + why);
    }
}
