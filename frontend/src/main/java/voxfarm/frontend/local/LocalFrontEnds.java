package voxfarm.frontend.local;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.bert.SentencePieces;
import voxfarm.frontend.en.EnglishFrontEnd;
import voxfarm.frontend.ja.JapaneseFrontEnd;
import voxfarm.frontend.zh.ChineseFrontEnd;

/** The front ends that this build has. */
public final class LocalFrontEnds {
    /** Shared, so that what one caller made of a dictionary is there for the next. */
    private static final ChineseFrontEnd CHINESE = new ChineseFrontEnd();

    private static final JapaneseFrontEnd JAPANESE =
            new JapaneseFrontEnd(LocalJapanese.here()::get);

    private static final FrontEnds ALL = with(Optional::empty);

    private LocalFrontEnds() {}

    /**
     * All of them, for a process that has BERT models: how English is cut into tokens, and in later
     * releases how it is read, is their tokenizer's to say.
     *
     * @param english of the model that English voices are spoken with; asked again while it is
     *     empty
     */
    public static FrontEnds with(Supplier<Optional<SentencePieces>> english) {
        return new FrontEnds(List.of(CHINESE, JAPANESE, new EnglishFrontEnd(english)));
    }

    /** All of them; each reads its data when it is first used. */
    public static FrontEnds all() {
        return ALL;
    }
}
