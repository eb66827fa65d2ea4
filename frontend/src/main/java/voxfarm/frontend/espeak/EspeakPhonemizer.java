package voxfarm.frontend.espeak;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.Corrections;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.en.IpaSayer;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemes;
import voxfarm.frontend.ipa.Phonemizer;

/**
 * The program espeak-ng as a process of its own, one for all texts of a language. It reads a clause
 * a line; a line with a known answer behind each clause tells where the clause's answer ends. A
 * process that dies or falls silent is replaced once a call. Thread-safe: calls take turns.
 */
public final class EspeakPhonemizer implements Phonemizer {
    private static final Pattern VOICE = Pattern.compile("[A-Za-z0-9_+-]{1,40}");

    private static final Pattern LANGUAGE_FLAG = Pattern.compile("\\([a-z-]++\\)");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]++");

    /** Longer lines are cut at a space: the program reads lines into a buffer of fixed size. */
    private static final int MAX_LINE = 400;

    /** It has room for 999, in UTF-8. */
    private static final int MAX_LINE_BYTES = 900;

    private static final int SENTINEL_LETTERS = 14;
    private static final long ANSWER_SECONDS = 10;
    private static final String END_OF_OUTPUT = "\u0000";

    private final String program;
    private final String voice;
    private final IpaSayer sayer;

    /** Guarded by this; null before the first call and after a failure. */
    private @Nullable Session session;

    private EspeakPhonemizer(String program, String voice) {
        this.program = program;
        this.voice = voice;
        this.sayer = new IpaSayer(voice.equals("en") || voice.startsWith("en-"));
    }

    /**
     * Starts the program, so that a missing one is noticed when a voice is loaded.
     *
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if it is not installed or has no such
     *     voice
     */
    public static EspeakPhonemizer start(String program, String voice) {
        if (!VOICE.matcher(voice).matches()) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN,
                    "espeak voice: expected letters and digits, was " + Problems.quote(voice));
        }
        EspeakPhonemizer phonemizer = new EspeakPhonemizer(program, voice);
        phonemizer.phonemize("a");
        return phonemizer;
    }

    @Override
    public synchronized Phonemes phonemize(String text, Readings readings) {
        Speech speech = new Speech(false);
        read(text, readings, speech);
        return new Phonemes(speech.symbols.toString(), speech.notSpoken);
    }

    @Override
    public synchronized Explanation explain(String text, Readings readings) {
        Speech speech = new Speech(true);
        read(text, readings, speech);
        return new Explanation(speech.words, speech.notSpoken);
    }

    /** What is said so far. */
    private static final class Speech {
        final boolean explains;
        final StringBuilder symbols = new StringBuilder();
        final List<Explanation.Word> words = new ArrayList<>();
        final List<SpokenText.NotSpoken> notSpoken = new ArrayList<>();

        /** Who set the words that are being read. */
        SpokenText.Source source = SpokenText.Source.ESPEAK;

        Speech(boolean explains) {
            this.explains = explains;
        }
    }

    private void read(String text, Readings readings, Speech speech) {
        Corrections<String> corrected = Corrections.of(text, readings, sayer);
        speech.notSpoken.addAll(corrected.unsaid());
        StringBuilder words = new StringBuilder();
        for (Corrections.Part<String> part : corrected.parts()) {
            if (part instanceof Corrections.Part.Text<String>(String more, _)) {
                words.append(more);
                continue;
            }
            speak(words.toString(), speech);
            words.setLength(0);
            switch (part) {
                case Corrections.Part.Text<String> _ -> {}
                case Corrections.Part.Words<String> other -> {
                    speech.source = other.source();
                    speak(other.text(), speech);
                    speech.source = SpokenText.Source.ESPEAK;
                }
                case Corrections.Part.Said<String> said -> {
                    append(speech.symbols, said.said());
                    String shown = said.word().isEmpty() ? said.said() : said.word();
                    speech.words.add(new Explanation.Word(shown, said.said(), said.source()));
                }
            }
        }
        speak(words.toString(), speech);
    }

    private void speak(String text, Speech speech) {
        for (ClauseCutter.Clause clause : ClauseCutter.cut(text)) {
            clause(clause.words(), speech);
            if (!clause.marks().isEmpty()) {
                mark(clause.marks(), speech.symbols);
            }
        }
    }

    private static void mark(String marks, StringBuilder symbols) {
        int known = ".,;:!?。，；：！？…—".indexOf(marks.charAt(0));
        char mark = ".,;:!?.,;:!?.,".charAt(Math.max(0, known));
        boolean afterMark =
                !symbols.isEmpty() && ".,;:!?".indexOf(symbols.charAt(symbols.length() - 1)) >= 0;
        if (!symbols.isEmpty() && !afterMark) {
            symbols.append(mark);
        }
    }

    private void clause(String clause, Speech speech) {
        for (String asked : lines(BLANKS.matcher(clause).replaceAll(" ").strip())) {
            String answer = ask(asked);
            append(speech.symbols, answer);
            if (speech.explains) {
                explain(asked, answer, speech);
            }
        }
    }

    /** What the program takes at once, cut at a space if there is one; no character is cut. */
    static List<String> lines(String clause) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < clause.length()) {
            int end = longestEnd(clause, at);
            if (end < clause.length()) {
                int space = clause.lastIndexOf(' ', end);
                end = space > at ? space : end;
            }
            lines.add(clause.substring(at, end));
            at = end < clause.length() && clause.charAt(end) == ' ' ? end + 1 : end;
        }
        return lines;
    }

    private static int longestEnd(String clause, int at) {
        int end = at;
        int bytes = 0;
        while (end < clause.length() && end - at < MAX_LINE) {
            int c = clause.codePointAt(end);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > MAX_LINE_BYTES) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private void explain(String line, String answer, Speech speech) {
        List<String> words =
                Arrays.stream(line.split(" ", -1))
                        .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                        .toList();
        List<String> alone = words.stream().map(this::ask).toList();
        List<String> shares = WordAlignment.shares(alone, answer);
        for (int i = 0; i < words.size(); i++) {
            speech.words.add(new Explanation.Word(words.get(i), shares.get(i), speech.source));
        }
    }

    private static void append(StringBuilder symbols, String more) {
        if (!more.isEmpty()) {
            symbols.append(symbols.isEmpty() ? "" : " ").append(more);
        }
    }

    private String ask(String line) {
        try {
            return current().ask(line);
        } catch (IOException first) {
            closeSession();
            try {
                return current().ask(line);
            } catch (IOException second) {
                closeSession();
                second.addSuppressed(first);
                throw new VoxfarmException(
                        ErrorCode.DEVICE_UNAVAILABLE,
                        "espeak-ng ("
                                + program
                                + ", voice "
                                + voice
                                + ") does not answer: "
                                + second.getMessage()
                                + EspeakProgram.missing(program)
                                        .map(advice -> "; " + advice)
                                        .orElse(
                                                "; see whether it runs, and whether it has that"
                                                        + " voice (espeak-ng --voices)"),
                        second);
            }
        }
    }

    private Session current() throws IOException {
        Session running = session;
        if (running == null) {
            running = Session.open(program, voice);
            session = running;
        }
        return running;
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public synchronized void close() {
        closeSession();
    }

    /** One running process and the thread that reads its answers. */
    private static final class Session {
        private final Process process;
        private final BufferedWriter in;
        private final BlockingQueue<String> out = new LinkedBlockingQueue<>(10_000);

        /** Random, so that no text can hold it and shift the answers of others. */
        private final String sentinel = randomWord();

        private String sentinelAnswer = "";

        private Session(Process process) {
            this.process = process;
            this.in =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    process.getOutputStream(), StandardCharsets.UTF_8));
        }

        static Session open(String program, String voice) throws IOException {
            Process process =
                    new ProcessBuilder(program, "-q", "--ipa", "-b", "1", "-v", voice)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Session session = new Session(process);
            Thread.ofVirtual().name("espeak-" + voice).start(session::readAnswers);
            session.write(session.sentinel);
            session.sentinelAnswer = session.next();
            return session;
        }

        private static String randomWord() {
            SecureRandom random = new SecureRandom();
            StringBuilder word = new StringBuilder();
            for (int i = 0; i < SENTINEL_LETTERS; i++) {
                String letters = i % 2 == 0 ? "bdfgklmnprstvz" : "aeiou";
                word.append(letters.charAt(random.nextInt(letters.length())));
            }
            return word.toString();
        }

        private void readAnswers() {
            try (BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    out.put(line.strip());
                }
            } catch (IOException e) {
                // the process is gone: said below
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            boolean _ = out.offer(END_OF_OUTPUT);
        }

        String ask(String line) throws IOException {
            write(line);
            write(sentinel);
            List<String> answer = new ArrayList<>();
            for (String next = next(); !next.equals(sentinelAnswer); next = next()) {
                if (!next.isEmpty()) {
                    answer.add(LANGUAGE_FLAG.matcher(next).replaceAll(""));
                }
            }
            return String.join(" ", answer);
        }

        private void write(String line) throws IOException {
            in.write(line);
            in.newLine();
            in.flush();
        }

        private String next() throws IOException {
            try {
                String line = out.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
                if (line == null) {
                    throw new IOException("no answer within " + ANSWER_SECONDS + " s");
                }
                if (line.equals(END_OF_OUTPUT)) {
                    throw new IOException("the process ended");
                }
                return line;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
