package voxfarm.frontend.en;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.frontend.SpokenText.Source;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * What g2p_en 2.1.0 says to a word by itself, which is how Bert-VITS2 asks it about words that its
 * own dictionary lacks: homographs, then CMUdict 0.7a, then the network. Thread-safe.
 */
final class SingleWords {
    private static final Pattern MARKS_OF_LETTERS = Pattern.compile("\\p{Mn}");
    private static final Pattern OTHERS = Pattern.compile("[^ a-z'.,?!\\-]");

    /** Of four marks in a row and more, three are left. */
    private static final Pattern REPEATED = Pattern.compile("([^a-zA-Z0-9])\\1{3,}");

    /**
     * What NLTK's tokenizer of tweets takes for one token, of what is left after {@link #OTHERS}:
     * an address, a word with dashes or apostrophes in it, letters, points, and anything else
     * alone. Parts of an address beyond the thirtieth are looked at apart, so that time is linear.
     */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "[a-z]+(?:[.\\-][a-z]+){0,30}\\.[a-z]{2,13}\\b"
                            + "|[a-z][a-z'\\-]+[a-z]"
                            + "|[a-z]+"
                            + "|\\.(?: *+\\.)++"
                            + "|\\S");

    private final PronouncingDictionary delta;
    private final PronouncingDictionary older;
    private final Homographs homographs;
    private final GraphemeNetwork network;

    /**
     * @param older CMUdict 0.6
     * @param delta what 0.7a has besides, or reads otherwise
     */
    SingleWords(
            PronouncingDictionary older,
            PronouncingDictionary delta,
            Homographs homographs,
            GraphemeNetwork network) {
        this.older = older;
        this.delta = delta;
        this.homographs = homographs;
        this.network = network;
    }

    /**
     * @param arpabet with stresses, and marks as they stand
     */
    record Said(List<String> arpabet, Source source) {}

    Said read(String word) {
        String spelled = VitsEnglishNormalizer.numbersSpelled(TracedText.of(word)).text();
        String plain =
                MARKS_OF_LETTERS
                        .matcher(StreamSafe.normalize(spelled, Normalizer.Form.NFD))
                        .replaceAll("")
                        .toLowerCase(Locale.ROOT);
        List<String> tokens =
                tokens(
                        OTHERS.matcher(plain)
                                .replaceAll("")
                                .replace("i.e.", "that is")
                                .replace("e.g.", "for example"));
        List<String> phones = new ArrayList<>();
        Source source = Source.PUNCTUATION;
        for (int i = 0; i < tokens.size(); i++) {
            Said said = read(tokens, i);
            phones.addAll(said.arpabet());
            boolean first = source == Source.PUNCTUATION || said.source() == Source.NETWORK;
            source = first ? said.source() : source;
        }
        return new Said(phones, source);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher found = TOKEN.matcher(REPEATED.matcher(text).replaceAll("$1$1$1"));
        while (found.find()) {
            tokens.add(found.group());
        }
        return tokens;
    }

    private Said read(List<String> tokens, int at) {
        String token = tokens.get(at);
        if (token.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            return new Said(List.of(token), Source.PUNCTUATION);
        }
        return homographs
                .read(tokens, at)
                .map(phones -> new Said(phones, Source.HOMOGRAPH))
                .or(() -> known(token).map(phones -> new Said(phones, Source.LEXICON)))
                .orElseGet(() -> new Said(network.read(token), Source.NETWORK));
    }

    private Optional<List<String>> known(String token) {
        return delta.lookUp(token).or(() -> older.lookUp(token)).map(Arpabet::names);
    }
}
