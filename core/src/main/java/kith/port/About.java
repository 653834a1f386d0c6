package kith.port;

import java.util.ArrayList;
import java.util.List;

/// What a host says of itself to those it is linked to: for people to read, and for others to count
/// on it for what it can. Nothing proves it; but who says that it keeps less than it does, or can
/// do less, harms nobody.
///
/// @param agent the program, or the browser
/// @param device what it runs on; empty where nobody says
/// @param region where its owner says that it is, in a word: peers of one word count as near each
///     other before anybody has measured; empty where nobody says
/// @param can a bit for each [Can]; others mean nothing yet
public record About(String agent, String device, String region, int can) {
    /// What a host can do, each with its bit.
    public enum Can {
        /// What it says it has survives its end. Without this it has it for as long as it runs.
        KEEPS(0, "durable-store"),
        /// Passes on between two that are linked to it.
        RELAYS(1, "relay"),
        /// Can be called from a browser.
        DOOR(2, "websocket"),
        /// Links directly to browsers.
        WEBRTC(3, "webrtc"),
        /// Answers queries.
        ANSWERS(4, "query");

        private final int bit;
        private final String word;

        Can(int shift, String word) {
            this.bit = 1 << shift;
            this.word = word;
        }

        /// As people and scripts read it.
        public String word() {
            return word;
        }
    }

    /// Of whom nothing is known.
    public static final About NOTHING = new About("", "", "", 0);

    /// Of who only says its name: before hosts said more, each of them kept what it had.
    public static About of(String agent) {
        return NOTHING.called(agent).with(Can.KEEPS);
    }

    public About called(String name) {
        return new About(name, device, region, can);
    }

    public About on(String name) {
        return new About(agent, name, region, can);
    }

    public About in(String name) {
        return new About(agent, device, name, can);
    }

    public About with(Can more) {
        return new About(agent, device, region, can | more.bit);
    }

    public boolean can(Can one) {
        return (can & one.bit) != 0;
    }

    /// What it can, in words.
    public List<String> words() {
        var words = new ArrayList<String>();
        for (Can one : Can.values()) {
            if (can(one)) {
                words.add(one.word);
            }
        }
        return words;
    }
}
