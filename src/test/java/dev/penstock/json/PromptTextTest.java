package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // OpenAI chat, responses, completions, embeddings
                "{'messages':[{'role':'system','content':'a'},{'role':'user','content':[{'type':'text','text':'b'}]}]} | a b | 2 | 0",
                "{'messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'x','content':'r'}]} | f {} r | 2 | 0",
                "{'model':'m','instructions':'i','input':[{'role':'user','content':[{'type':'input_text','text':'t'},{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]}]} | i t | 1 | 1",
                "{'input':'text'} | text | 0 | 0",
                "{'prompt':['a','b']} | a b | 0 | 0",
                "{'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}},{'type':'file','file':{'file_data':'AAAA'}}]}]} | '' | 1 | 2",
                "{'messages':[],'tools':[{'type':'function','function':{'name':'f','parameters':{'properties':{'url':{'type':'string'}}}}}]} | type function function name f parameters properties url type string | 0 | 0",
                // Anthropic
                "{'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]}]} | s | 1 | 1",
                "{'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'SSSS'},{'type':'tool_use','id':'t','name':'n','input':{'url':'u','count':3}}]}]} | h n url u count 3 | 1 | 0",
                // Gemini
                "{'contents':[{'role':'user','parts':[{'text':'a'},{'inlineData':{'mimeType':'image/png','data':'AAAA'}},{'functionCall':{'name':'f','args':{'data':'d'}}}]}],'systemInstruction':{'parts':[{'text':'s'}]}} | a f data d s | 1 | 1",
                // Bedrock Converse, Titan, Cohere, Ollama
                "{'messages':[{'role':'user','content':[{'text':'t'},{'image':{'format':'png','source':{'bytes':'AAAA'}}}]}],'system':[{'text':'s'}]} | t s | 1 | 1",
                "{'inputText':'t','textGenerationConfig':{'stopSequences':['x']}} | t | 0 | 0",
                "{'message':'m','chat_history':[{'role':'USER','message':'h'}],'preamble':'p'} | m h p | 1 | 0",
                "{'prompt':'p','images':['AAAA','BBBB'],'options':{'num_ctx':1}} | p | 0 | 2",
                "{'model':'m','metadata':{'text':'no'},'temperature':1,'stop':['no']} | '' | 0 | 0",
            },
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '`')
    void reads_what_a_model_reads(String body, String text, int messages, int attachments) {
        PromptText prompt = read(body.replace('\'', '"'), 1_000);
        assertThat(prompt.text().strip().replace('\n', ' ')).isEqualTo(text.equals("''") ? "" : text);
        assertThat(prompt.messages()).isEqualTo(messages);
        assertThat(prompt.attachments()).isEqualTo(attachments);
    }

    @Test
    void never_reads_base64_among_the_arguments_of_a_tool() {
        PromptText prompt =
                read("{\"messages\":[{\"content\":[{\"input\":{\"blob\":\"" + "QUJD".repeat(100) + "\"}}]}]}", 1_000);
        assertThat(prompt.text().strip()).isEqualTo("blob");
        assertThat(prompt.attachments()).isEqualTo(1);
    }

    @Test
    void keeps_to_its_bound_and_says_how_much_more_there_was() {
        PromptText prompt = read("{\"prompt\":[\"" + "x".repeat(100) + "\",\"yyyy\"]}", 10);
        assertThat(prompt.text()).isEqualTo("x".repeat(10));
        assertThat(prompt.charactersBeyond()).isEqualTo(94);
    }

    @Test
    void says_nothing_of_a_body_too_deep_to_be_a_request() {
        String deep = "{\"messages\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(PromptText.of(deep.getBytes(StandardCharsets.UTF_8), 10)).isEmpty();
    }

    @Test
    void prints_nothing_of_the_prompt() {
        assertThat(read("{\"prompt\":\"secret\"}", 100).toString()).doesNotContain("secret");
    }

    private static PromptText read(String body, int most) {
        return PromptText.of(body.getBytes(StandardCharsets.UTF_8), most).orElseThrow();
    }
}
