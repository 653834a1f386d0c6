package kith.lab.tab;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// All tests of the core: those that a tab can run, and those that need a JVM, with what they need.
///
/// @param inTab in the order of their names
/// @param leftOut by name, the classes that only a JVM has
record CoreTests(List<CoreTest> inTab, Map<String, Set<String>> leftOut) {
    /// Tests of what is ours beside a twin of the platform's, where the twin is wrong in a tab:
    /// what is wrong with it. The core uses none of these.
    private static final Map<String, String> WRONG_TWINS =
            Map.of(
                    "kith.lang.ExactSumTest.theSumIsTheTwinsRoundedOnce",
                    "BigDecimal.doubleValue, whose last bit is off",
                    "kith.lang.FoldingTest.everyCodePointIsFoldedAsTheLibraryComparesIt",
                    "String.equalsIgnoreCase, for letters beyond Latin",
                    "kith.lang.Utf8Properties.aTextWithoutHalvesIsEncodedAsThePlatformDoes",
                    "String.getBytes, at half a pair of surrogates",
                    "kith.signal.FailureTest"
                            + ".withoutAnOwnerTheWriterGetsTheExceptionAfterAllHasSettled",
                    "Throwable.getSuppressed, which is null",
                    "kith.value.RealProperties.anyDecimalIsReadAsThePlatformReadsIt",
                    "Double.parseDouble, whose last bit is off");

    /// Tests that take more than two seconds in a tab, where a `long` costs thirty times an `int`,
    /// and checked loops what a JVM does not notice.
    static final Set<String> LONG =
            Set.of(
                    "kith.crdt.sequence.HistoryTest.tenThousandHeadsAreMergedByOneOperation",
                    "kith.identity.MembershipTest.aThousandMayComeAndGoOverOneSeat",
                    "kith.signal.DepthTest.aChainNeverReadBeforeIsWatchedFromItsEnd",
                    "kith.signal.DepthTest.aChainOfAHundredThousandIsReadWatchedChangedAndLeft",
                    "kith.signal.DepthTest.aRingLongerThanTheStackIsReportedAndOpensAgain",
                    "kith.store.DamageTest"
                            + ".aFlippedBitAnywhereIsReportedOrIsInTheTailThatNobodyWasPromised",
                    "kith.store.ResyncTest"
                            + ".aPayloadFullOfWhatCouldBeginARecordCostsNoMoreThanItsLength",
                    "kith.sync.SessionTest.whoNamesPlacesWithoutEndIsMalformed",
                    "kith.sync.sketch.SketchProperties.aMillionIdsWithTenThatDifferTakeAFewCells",
                    "kith.sync.sketch.SketchProperties.theCellsThatItTakesAreThoseOfThePaper",
                    "kith.sync.sketch.SketchProperties"
                            + ".idsThatWerePreparedForOneKeyAreHarmlessUnderAnother",
                    "kith.value.RealProperties"
                            + ".everyPowerOfTwoAndItsNeighboursAreShortestAndNearest");

    /// The room whose tests read the sources and the class files.
    private static final String HOUSE = "kith.house";

    /// @param classes the folder with the compiled tests
    /// @param replaced classes in whose place a tab has others
    static CoreTests in(Path classes, Set<String> replaced) throws IOException {
        Map<String, ClassModel> models = models(classes);
        var inTab = new ArrayList<CoreTest>();
        var leftOut = new TreeMap<String, Set<String>>();
        for (ClassModel model : models.values()) {
            for (CoreTest test : CoreTest.in(model)) {
                Set<String> jvmOnly = Reach.jvmOnly(test, models, replaced);
                String wrong = WRONG_TWINS.get(test.name());
                if (wrong != null) {
                    leftOut.put(test.name(), Set.of(wrong));
                } else if (test.room().equals(HOUSE)) {
                    leftOut.put(test.name(), Set.of("java.nio.file.Files"));
                } else if (jvmOnly.isEmpty()) {
                    inTab.add(test);
                } else {
                    leftOut.put(test.name(), jvmOnly);
                }
            }
        }
        return new CoreTests(inTab, leftOut);
    }

    private static Map<String, ClassModel> models(Path classes) throws IOException {
        var models = new TreeMap<String, ClassModel>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(each);
                models.put(model.thisClass().asInternalName(), model);
            }
        }
        return models;
    }

    /// Those that take long, or the others, with their numbers.
    List<String> list(boolean takesLong) {
        var list = new ArrayList<String>();
        for (int i = 0; i < inTab.size(); i++) {
            String name = inTab.get(i).name();
            if (LONG.contains(name) == takesLong) {
                list.add(i + " " + name);
            }
        }
        return list;
    }

    /// In one line: how many there are, and why others are not among them.
    String summary() {
        int house = 0;
        var others = new TreeMap<String, Integer>();
        for (var each : leftOut.entrySet()) {
            if (each.getKey().startsWith(HOUSE + ".")) {
                house++;
            } else {
                each.getValue().forEach(why -> others.merge(why, 1, Integer::sum));
            }
        }
        return inTab.size()
                - LONG.size()
                + " tests of the core run in a tab, "
                + LONG.size()
                + " more in ./dev soak; left out are "
                + house
                + " of the house, which read files, and "
                + (leftOut.size() - house)
                + " for what only a JVM has: "
                + others;
    }
}
