import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { type StepForm, type StepView, useCheck, useClear, useSave } from './queries';
import { FIELDS, type FieldOf, formOf, shownValue } from './steps';

type Typed = Partial<Record<keyof StepForm, string>>;

/** The form of a step. Secrets go in and never come out: a fingerprint tells which is there. */
export function StepFields({ view }: { view: StepView }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Typed>();
  const save = useSave();
  const check = useCheck();
  const clear = useClear();
  const fields = FIELDS[view.step];
  if (!fields) return null;
  const isWritten = fields.every(({ name }) => view.written.includes(name) || name === 'proxy_password');
  const typed = (values: Typed) => {
    const sent = formOf(view, values);
    const done = () => form.resetFields(fields.filter(({ secret }) => secret).map(({ name }) => name));
    if (Object.keys(sent).length === 0) check.mutate(view.step);
    else save.mutate({ step: view.step, form: sent }, { onSuccess: done });
  };
  const error = save.error ?? check.error ?? clear.error;
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      className={styles.form}
      initialValues={Object.fromEntries(fields.map(({ name }) => [name, shownValue(view, name)]))}
      onFinish={typed}
      autoComplete="off"
    >
      {fields.map((field) => (
        <StepField key={field.name} view={view} field={field} />
      ))}
      {view.set_at !== null && (
        <p className="quiet">
          {t('connection.setBy', { name: view.set_by })} <Moment at={view.set_at} />
        </p>
      )}
      {error && <ProblemNote error={error} />}
      <div className={styles.actions}>
        <Button type="primary" htmlType="submit" loading={save.isPending || check.isPending}>
          {t(isWritten ? 'connection.check' : 'connection.saveAndCheck')}
        </Button>
        {!view.required && view.set_at !== null && (
          <Button
            loading={clear.isPending}
            onClick={() => clear.mutate(view.step, { onSuccess: () => form.resetFields() })}
          >
            {t('connection.clear')}
          </Button>
        )}
      </div>
    </Form>
  );
}

function StepField({ view, field }: { view: StepView; field: FieldOf }) {
  const { t } = useTranslation();
  const { name, secret, example } = field;
  const isWritten = view.written.includes(name);
  const held = view.secrets.find((known) => known.field === name);
  const extra = isWritten
    ? t('connection.written')
    : held
      ? t('connection.held', { fingerprint: held.fingerprint })
      : undefined;
  const isNeeded = field.required === true && !isWritten && !held;
  const input = { disabled: isWritten, ...(example && { placeholder: example }) };
  return (
    <Form.Item
      name={name}
      label={t(`connection.field.${name}`)}
      extra={extra}
      rules={[{ required: isNeeded, message: t('connection.needed') }]}
    >
      {secret ? (
        <Input.Password {...input} autoComplete="new-password" visibilityToggle={!isWritten} />
      ) : (
        <Input {...input} {...(field.number && { inputMode: 'numeric' as const })} />
      )}
    </Form.Item>
  );
}
