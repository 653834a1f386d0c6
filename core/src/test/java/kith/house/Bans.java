package kith.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the core must not use, because it must be pure, the same on every host, and small in a
/// browser.
///
/// A line that begins with `=` opens a group and says what to use instead; the lines below it are
/// a pattern, as [Ban] explains, and after ` | ` a statement that breaks the ban (one that begins
/// with `}` ends its method to plant a member). [PlantedTest] compiles every statement and checks
/// that its ban, and no other, reports it. Sizes in the texts were measured with a compiler from
/// Java to JavaScript over a core of 700 lines.
final class Bans {
    private static final String TABLE =
            """
            = an effect that asks for it: the core has no threads, one owner steps the engine
            java.lang.Thread | Thread.onSpinWait();
            java.lang.ThreadGroup | new ThreadGroup("x");
            java.lang.ThreadLocal | new ThreadLocal<String>();
            java.lang.InheritableThreadLocal | new InheritableThreadLocal<String>();
            java.lang.ScopedValue | ScopedValue<String> x = null; x.isBound();
            java.util.concurrent.* | java.util.concurrent.TimeUnit.DAYS.ordinal();
            java.util.Timer | new java.util.Timer();
            java.util.TimerTask | java.util.TimerTask x = null; x.cancel();
            java.util.Collections#synchronizedMap | java.util.Collections.synchronizedMap(null);
            java.util.Collections#synchronizedList | java.util.Collections.synchronizedList(null);
            java.util.Arrays#parallelSort | java.util.Arrays.parallelSort(new int[0]);
            java.util.Arrays#parallelPrefix | java.util.Arrays.parallelPrefix(new int[0], (a, b) -> a);
            java.util.Arrays#parallelSetAll | java.util.Arrays.parallelSetAll(new int[0], i -> i);
            java.lang.Object#wait | new Object().wait();
            java.lang.Object#notify | new Object().notify();
            java.lang.Object#notifyAll | new Object().notifyAll();
            synchronized | synchronized (new Object()) { }
            synchronized | } static synchronized void x() {

            = the argument Now: the core has no clock and no calendar
            java.lang.System#nanoTime | System.nanoTime();
            java.lang.System#nanoTime | java.util.function.LongSupplier x = System::nanoTime;
            java.lang.System#currentTimeMillis | System.currentTimeMillis();
            java.time.* | java.time.Instant.now();
            java.util.Date | new java.util.Date();
            java.util.Calendar | java.util.Calendar.getInstance();
            java.util.GregorianCalendar | new java.util.GregorianCalendar();
            java.util.TimeZone | java.util.TimeZone.getDefault();

            = an effect that asks the host for it: the core does no I/O
            java.io.* | new java.io.ByteArrayOutputStream();
            java.nio.file.* | java.nio.file.Path.of("x");
            java.nio.channels.* | java.nio.channels.Selector.open();
            java.net.* | new java.net.ServerSocket();
            java.io.* | Object x = System.out;
            java.io.* | Object x = System.err;
            java.io.* | Object x = System.in;
            java.io.* | Object x = System.console();
            java.lang.System#getenv | System.getenv("x");
            java.lang.System#getProperty | System.getProperty("x");
            java.lang.System#lineSeparator | System.lineSeparator();
            java.lang.System#exit | System.exit(1);
            java.lang.System#getLogger | System.getLogger("x");
            java.lang.System#load | System.load("x");
            java.lang.System#loadLibrary | System.loadLibrary("x");
            java.lang.Throwable#printStackTrace | new Throwable().printStackTrace();
            java.lang.Runtime | Runtime.version();
            java.lang.Process | Process x = null; x.destroy();
            java.lang.ProcessBuilder | new ProcessBuilder();
            java.lang.ProcessHandle | ProcessHandle.current();
            java.lang.IO | IO.println();
            java.util.Scanner | new java.util.Scanner("x");
            java.util.Properties | new java.util.Properties();
            java.util.ResourceBundle | java.util.ResourceBundle.getBundle("x");

            = a call by name or a sealed switch: a browser has no reflection
            java.lang.reflect.* | java.lang.reflect.Array.newInstance(null, 1);
            java.lang.invoke.* | java.lang.invoke.MethodHandles.lookup();
            java.lang.invoke.* | java.lang.invoke.VarHandle.fullFence();
            java.lang.Class#* | Object.class.getName();
            java.lang.Object#getClass | new Object().getClass();
            java.lang.ClassLoader | ClassLoader.getSystemClassLoader();
            java.lang.ClassValue | ClassValue<String> x = null; x.remove(null);
            java.lang.Module | Module x = null; x.isNamed();
            java.lang.StackWalker | StackWalker.getInstance();
            java.util.ServiceLoader | java.util.ServiceLoader.load(Object.class);

            = kith.lang.Rng with a seed from the caller, or entropy asked for by an effect
            java.util.Random | new java.util.Random(1);
            java.util.SplittableRandom | new java.util.SplittableRandom(1);
            java.util.random.* | java.util.random.RandomGenerator x = null; x.nextInt();
            java.util.UUID | java.util.UUID.randomUUID();
            java.util.Collections#shuffle | java.util.Collections.shuffle(null);
            java.lang.Math#random | Math.random();
            java.lang.StrictMath#random | StrictMath.random();

            = the ports Hasher and Crypto, or kith.lang.Sha256: each host brings its own
            java.security.* | new java.security.SecureRandom();
            java.security.* | java.security.MessageDigest.getInstance("x");
            javax.crypto.* | javax.crypto.Cipher.getInstance("x");

            = LinkedHashMap, TreeMap, their sets, List.of or an array: hash order is no order
            java.util.HashMap | new java.util.HashMap<String, String>();
            java.util.HashSet | new java.util.HashSet<String>();
            java.util.Hashtable | new java.util.Hashtable<String, String>();
            java.util.IdentityHashMap | new java.util.IdentityHashMap<String, String>();
            java.util.WeakHashMap | new java.util.WeakHashMap<String, String>();
            java.util.Map#of | java.util.Map.of("x", "y");
            java.util.Map#ofEntries | java.util.Map.ofEntries();
            java.util.Map#copyOf | java.util.Map.copyOf(new java.util.TreeMap<String, String>());
            java.util.Set#of | java.util.Set.of("x");
            java.util.Set#copyOf | java.util.Set.copyOf(new java.util.TreeSet<String>());
            java.lang.System#identityHashCode | System.identityHashCode("x");

            = ceilingKey, higherEntry and remove(key): removing in a sorted view removes too much
            java.util.TreeMap#subMap | new java.util.TreeMap<String, String>().subMap("x", "y");
            java.util.TreeMap#headMap | new java.util.TreeMap<String, String>().headMap("x");
            java.util.TreeMap#tailMap | new java.util.TreeMap<String, String>().tailMap("x");
            java.util.NavigableMap#subMap | java.util.NavigableMap<String, String> x = null; x.subMap("x", "y");
            java.util.NavigableMap#headMap | java.util.NavigableMap<String, String> x = null; x.headMap("x", true);
            java.util.NavigableMap#tailMap | java.util.NavigableMap<String, String> x = null; x.tailMap("x", true);
            java.util.SortedMap#subMap | java.util.SortedMap<String, String> x = null; x.subMap("x", "y");
            java.util.SortedMap#headMap | java.util.SortedMap<String, String> x = null; x.headMap("x");
            java.util.SortedMap#tailMap | java.util.SortedMap<String, String> x = null; x.tailMap("x");
            java.util.TreeSet#subSet | new java.util.TreeSet<String>().subSet("x", "y");
            java.util.TreeSet#headSet | new java.util.TreeSet<String>().headSet("x");
            java.util.TreeSet#tailSet | new java.util.TreeSet<String>().tailSet("x");
            java.util.NavigableSet#subSet | java.util.NavigableSet<String> x = null; x.subSet("x", "y");
            java.util.NavigableSet#headSet | java.util.NavigableSet<String> x = null; x.headSet("x", true);
            java.util.NavigableSet#tailSet | java.util.NavigableSet<String> x = null; x.tailSet("x", true);
            java.util.SortedSet#subSet | java.util.SortedSet<String> x = null; x.subSet("x", "y");
            java.util.SortedSet#headSet | java.util.SortedSet<String> x = null; x.headSet("x");
            java.util.SortedSet#tailSet | java.util.SortedSet<String> x = null; x.tailSet("x");

            = poll and add, an ArrayList, or an index over an array: its iterator breaks in a browser
            java.util.ArrayDeque#iterator | new java.util.ArrayDeque<String>().iterator();
            java.util.ArrayDeque#descendingIterator | new java.util.ArrayDeque<String>().descendingIterator();
            java.util.ArrayDeque#removeIf | new java.util.ArrayDeque<String>().removeIf(s -> true);
            java.util.ArrayDeque#removeAll | new java.util.ArrayDeque<String>().removeAll(null);
            java.util.ArrayDeque#retainAll | new java.util.ArrayDeque<String>().retainAll(null);
            java.util.Deque#removeIf | java.util.Deque<String> x = null; x.removeIf(s -> true);
            java.util.Deque#iterator | java.util.Deque<String> x = null; x.iterator();
            java.util.Queue#removeIf | java.util.Queue<String> x = null; x.removeIf(s -> true);
            java.util.Queue#iterator | java.util.Queue<String> x = null; x.iterator();

            = a loop: streams add 75 kB to the core in a browser
            java.util.stream.* | java.util.List.of("x").stream();
            java.util.stream.* | "x".chars();
            java.util.stream.* | "x".lines();

            = a StringBuilder or +: String.format adds 190 kB to the core in a browser
            java.lang.String#format | String.format("x");
            java.lang.String#formatted | "x".formatted();
            java.util.Formatter | new java.util.Formatter();
            java.text.* | java.text.Normalizer.isNormalized("x", null);

            = indexOf, charAt and a loop: regular expressions add 130 kB to the core in a browser
            java.util.regex.* | java.util.regex.Pattern.compile("x");
            java.lang.String#split | "x".split("y");
            java.lang.String#splitWithDelimiters | "x".splitWithDelimiters("y", 1);
            java.lang.String#replaceAll | "x".replaceAll("y", "z");
            java.lang.String#replaceFirst | "x".replaceFirst("y", "z");
            java.lang.String#matches | "x".matches("y");

            = int, or long at the edges: big numbers add 41 kB to the core in a browser
            java.math.* | java.math.BigInteger.ONE.negate();
            java.math.* | java.math.BigDecimal.ONE.negate();

            = double: JavaScript does not round floats
            float | Object x = new float[1];
            float | } void x(float y) {
            float | } float x; static {
            float | float x = 1; x += x;
            float | int x = 1; double y = (float) x;

            = a comparison of characters by hand: case depends on the language of the host
            java.util.Locale | Object x = java.util.Locale.ROOT;
            java.lang.String#toLowerCase | "x".toLowerCase();
            java.lang.String#toUpperCase | "x".toUpperCase();

            = kith.lang.Utf8: the encoders of the hosts treat lone surrogates differently
            java.nio.charset.* | java.nio.charset.Charset.defaultCharset();
            java.lang.String#getBytes | "x".getBytes();
            java.lang.String#<init>([B | new String(new byte[0]);

            = kith.lang or a loop: the library of the browser does not have it
            java.util.Arrays#compare([B | java.util.Arrays.compare(new byte[0], new byte[0]);
            java.util.HexFormat | java.util.HexFormat.of();
            java.util.StringJoiner | new java.util.StringJoiner("x");
            java.lang.String#indent | "x".indent(1);
            java.lang.StringBuilder#compareTo | new StringBuilder().compareTo(null);
            java.lang.Integer#parseUnsignedInt | Integer.parseUnsignedInt("1");
            java.lang.Math#fma | Math.fma(1.0, 1.0, 1.0);
            java.lang.Math#multiplyHigh | Math.multiplyHigh(1, 1);

            = a call that closes or forgets: what the collector does differs on every run
            java.lang.ref.* | new java.lang.ref.WeakReference<String>("x");
            java.lang.System#gc | System.gc();

            = a field of an object that the engine owns: two engines in one process share nothing
            static mutable field | } static int x; static {
            """;

    /// Members of banned types that are pure; the second is how `assert` compiles.
    private static final Set<String> ALLOWED =
            Set.of("java.lang.System#arraycopy", "java.lang.Class#desiredAssertionStatus");

    /// The one class that may ask a platform to read a text, since it checks the answer.
    private static final String READER_OF_TEXTS = "kith.lang.Utf8";

    private static final Set<String> FOR_READING =
            Set.of("java.nio.charset.StandardCharsets", "java.nio.charset.Charset");

    /// The packages from outside that the core may use, unless a line above says otherwise.
    private static final Set<String> PACKAGES =
            Set.of(
                    "java.lang",
                    "java.util",
                    "java.util.function",
                    "java.util.zip",
                    "org.jspecify.annotations");

    /// What no line names: it holds for every package of the platform and every library.
    static final Ban ELSEWHERE =
            new Ban(
                    "a package outside " + PACKAGES,
                    "what those packages have: the core must compile for a browser",
                    "new java.util.jar.Attributes();");

    static final List<Ban> ALL = parse(TABLE);

    private Bans() {}

    /// The bans that a use breaks: none, one, or more where a general one holds a special one.
    static List<Ban> brokenBy(Use use) {
        int arguments = use.member().indexOf('(');
        String name = arguments < 0 ? use.member() : use.member().substring(0, arguments);
        if (ALLOWED.contains(use.type() + "#" + name) || readsText(use, name)) {
            return List.of();
        }
        List<Ban> broken = ALL.stream().filter(ban -> ban.forbids(use)).toList();
        return broken.isEmpty() && elsewhere(use.type()) ? List.of(ELSEWHERE) : broken;
    }

    private static boolean readsText(Use use, String name) {
        boolean makes = use.type().equals("java.lang.String") && name.equals("<init>");
        return use.from().equals(READER_OF_TEXTS) && (makes || FOR_READING.contains(use.type()));
    }

    private static boolean elsewhere(String type) {
        int dot = type.lastIndexOf('.');
        boolean ours = type.startsWith("kith.");
        return dot >= 0 && !ours && !PACKAGES.contains(type.substring(0, dot));
    }

    private static List<Ban> parse(String table) {
        var out = new ArrayList<Ban>();
        String instead = "";
        for (String line : table.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("= ")) {
                instead = line.substring(2);
            } else {
                int bar = line.indexOf(" | ");
                out.add(new Ban(line.substring(0, bar), instead, line.substring(bar + 3)));
            }
        }
        return List.copyOf(out);
    }
}
