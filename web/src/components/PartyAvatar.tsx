import RobotOutlined from '@ant-design/icons/es/icons/RobotOutlined';
import TeamOutlined from '@ant-design/icons/es/icons/TeamOutlined';
import type { PartyKind } from '@/api/types';
import styles from './PartyAvatar.module.css';
import { initials } from './party-words';

interface Props {
  kind: PartyKind | 'room';
  name: string;
  size?: 'small' | 'middle';
}

/** Initials, or a sign for what is no person. */
export function PartyAvatar({ kind, name, size = 'middle' }: Props) {
  return (
    <span className={styles.avatar} data-kind={kind} data-size={size} aria-hidden="true">
      {kind === 'robot' && <RobotOutlined />}
      {kind === 'room' && <TeamOutlined />}
      {kind !== 'robot' && kind !== 'room' && initials(name)}
    </span>
  );
}
