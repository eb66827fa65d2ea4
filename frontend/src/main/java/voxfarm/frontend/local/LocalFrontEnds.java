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

    private static final FrontEnds ALL = with(Optional::empty, JapaneseFrontEnd.EarlyTokens.NONE);

    private LocalFrontEnds() {}

    /**
     * All of them, for a process that has BERT models: how English and early Japanese are cut into
     * tokens, and in later releases how it is read, is their tokenizer's to say.
     *
     * @param english of the model that English voices are spoken with; asked again while it is
     *     empty
     * @param earlyJapanese of the models that Japanese of releases before 2.1 is spoken with
     */
    public static FrontEnds with(
            Supplier<Optional<SentencePieces>> english,
            JapaneseFrontEnd.EarlyTokens earlyJapanese) {
        JapaneseFrontEnd japanese =
                new JapaneseFrontEnd(
                        LocalJapanese.here()::get, LocalJapanese.here()::uniDic, earlyJapanese);
        return new FrontEnds(List.of(CHINESE, japanese, new EnglishFrontEnd(english)));
    }

    /** All of them; each reads its data when it is first used. */
    public static FrontEnds all() {
        return ALL;
    }
}
